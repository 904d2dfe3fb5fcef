// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * remade: makes a cgroup, loads a program in it at once, and removes it, many times.
 *
 *   remade PARENT NAME COUNT    prints "allowed N refused N", of programs
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/probe/bpf.h"

static void move_to(const char *cgroup)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		err(1, "%s", path);
	close(fd);
}

static int load(void)
{
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int fd = prog_load(BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS, insns, 2, 0, 0);

	if (fd >= 0)
		close(fd);
	else if (fd != -EPERM)
		errx(1, "BPF_PROG_LOAD: %s", strerror(-fd));
	return fd < 0;
}

int main(int argc, char **argv)
{
	unsigned long results[2] = {0}, count;
	char path[4096];

	if (argc != 4)
		errx(2, "usage: remade PARENT NAME COUNT");
	count = strtoul(argv[3], NULL, 10);
	snprintf(path, sizeof(path), "%s/%s", argv[1], argv[2]);
	while (count--) {
		if (mkdir(path, 0755) < 0)
			err(1, "%s", path);
		move_to(path);
		results[load()]++;
		move_to(argv[1]);
		if (rmdir(path) < 0)
			err(1, "%s", path);
	}
	printf("allowed %lu refused %lu\n", results[0], results[1]);
	return 0;
}
