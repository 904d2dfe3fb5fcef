// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * racer link-create|prog-attach MINE OTHER TRIES: attach by a descriptor that another thread repoints without pause
 * from one cgroup to the other, until a program lands at OTHER although the descriptor named MINE when that was
 * checked.
 *
 * One line on stdout: TRIES REFUSED MINE OTHER: how many were refused, and where the others went by what the check
 * saw. Exit code 0: it landed; 1: it did not; killed is killed.
 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "bpf.h"

static const struct attach_type *type;
static int mine, other, target, program;

static void *repoint(void *unused)
{
	for (;;) {
		dup2(other, target);
		dup2(mine, target);
	}
	return unused;
}

static int open_cgroup(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		perror(path);
		exit(2);
	}
	return fd;
}

/* What a careful program does before it uses a descriptor. */
static bool names_mine(void)
{
	struct stat now, wanted;

	return !fstat(target, &now) && !fstat(mine, &wanted) && now.st_ino == wanted.st_ino;
}

static int attach(bool by_link)
{
	return by_link ? link_create(target, program, type->number) : prog_attach(target, program, type->number);
}

static void take_back(bool by_link, int link)
{
	if (by_link) {
		close(link);
	} else {
		prog_detach(mine, program, type->number);
		prog_detach(other, program, type->number);
	}
}

int main(int argc, char **argv)
{
	unsigned long tries, refused = 0, at_mine = 0, at_other = 0, i;
	bool by_link = argc == 5 && !strcmp(argv[1], "link-create");
	pthread_t thread;

	if (argc != 5)
		return 2;
	type = attach_type_find("cgroup_inet_sock_create");
	mine = open_cgroup(argv[2]);
	other = open_cgroup(argv[3]);
	target = dup(mine);
	program = cgroup_prog_load(type);
	tries = strtoul(argv[4], NULL, 10);
	if (program < 0 || target < 0 || pthread_create(&thread, NULL, repoint, NULL))
		return 2;
	for (i = 0; i < tries && !at_other; i++) {
		bool checked = names_mine();
		int answer = attach(by_link);

		refused += answer == -EPERM;
		if (answer < 0)
			continue;
		at_mine += is_attached(mine, program, type->number) == 1;
		at_other += checked && is_attached(other, program, type->number) == 1;
		take_back(by_link, answer);
	}
	printf("%lu %lu %lu %lu\n", i, refused, at_mine, at_other);
	return at_other ? 0 : 1;
}
