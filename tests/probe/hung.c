// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * hung CGROUP: makes two attempts to attach a program to the cgroup by a link: one as any caller, one while who reads
 * this process's memory, as /proc/PID/cmdline does, waits for ever. For that, one thread holds the lock of the memory
 * in a mmap() of a file of a FUSE file system, which waits for a read of another thread, which the server never
 * answers. (Its pages themselves are no way: the kernel reads a command line from anonymous memory only, FOLL_ANON.)
 * Prints "denied" or "not denied" for each attempt, and waits to be killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/probe/bpf.h"

#define FOLDER "/run/hung.mounted"
#define FILE_SIZE (1 << 20)

static int cached, direct; /* the same file, once in the page cache and once past it */

static void reply(int fd, uint64_t unique, int error, const void *data, size_t size)
{
	struct fuse_out_header out = {.len = sizeof(out) + size, .error = error, .unique = unique};
	struct iovec parts[] = {{&out, sizeof(out)}, {(void *)data, size}};

	if (writev(fd, parts, 2) < 0)
		perror("FUSE");
}

static struct fuse_attr attributes(uint64_t node)
{
	return (struct fuse_attr){.ino = node,
				  .size = node == FUSE_ROOT_ID ? 0 : FILE_SIZE,
				  .mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0644,
				  .nlink = 1};
}

static void answer(int fd, const struct fuse_in_header *in)
{
	static unsigned int opens;
	const struct fuse_init_out init = {.major = 7, .minor = 31, .max_readahead = 4096, .max_write = 4096};
	const struct fuse_entry_out entry = {
		.nodeid = 2, .entry_valid = 1000, .attr_valid = 1000, .attr = attributes(2)};
	const struct fuse_attr_out attribute = {.attr_valid = 1000, .attr = attributes(in->nodeid)};
	struct fuse_open_out open = {.open_flags = FOPEN_KEEP_CACHE};

	if (in->opcode == FUSE_INIT) {
		reply(fd, in->unique, 0, &init, sizeof(init));
	} else if (in->opcode == FUSE_LOOKUP) {
		reply(fd, in->unique, 0, &entry, sizeof(entry));
	} else if (in->opcode == FUSE_GETATTR) {
		reply(fd, in->unique, 0, &attribute, sizeof(attribute));
	} else if (in->opcode == FUSE_OPEN) {
		if (++opens == 2)
			open.open_flags |= FOPEN_DIRECT_IO;
		reply(fd, in->unique, 0, &open, sizeof(open));
	} else if (in->opcode != FUSE_READ && in->opcode != FUSE_FORGET && in->opcode != FUSE_INTERRUPT &&
		   in->opcode != FUSE_BATCH_FORGET) {
		reply(fd, in->unique, -ENOSYS, NULL, 0);
	}
}

static void serve(int fd)
{
	static char buffer[FILE_SIZE];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(fd, buffer, sizeof(buffer)) >= (ssize_t)sizeof(struct fuse_in_header))
		answer(fd, (const struct fuse_in_header *)buffer);
	_exit(0);
}

static bool mount_folder(void)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[64];

	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	mkdir(FOLDER, 0755);
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("hung", FOLDER, "fuse", 0, options))
		return false;
	if (fork() == 0)
		serve(fd);
	close(fd);
	cached = open(FOLDER "/file", O_RDONLY | O_CLOEXEC);
	direct = open(FOLDER "/file", O_RDONLY | O_CLOEXEC);
	return cached >= 0 && direct >= 0;
}

static void *read_page(void *unused)
{
	static char page[4096];

	(void)unused;
	return read(cached, page, sizeof(page)) < 0 ? NULL : page;
}

static void *map_file(void *unused)
{
	(void)unused;
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, direct, 0);
}

static void try(int program, int cgroup)
{
	union bpf_attr attr = {
		.link_create = {.prog_fd = program, .target_fd = cgroup, .attach_type = BPF_CGROUP_INET_SOCK_CREATE}};
	bool is_denied = sys_bpf(BPF_LINK_CREATE, &attr) < 0 && errno == EPERM;

	/* Not by stdio, which may need memory. */
	if (write(STDOUT_FILENO, is_denied ? "denied\n" : "not denied\n", is_denied ? 7 : 11) < 0)
		_exit(1);
}

int main(int argc, char **argv)
{
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int program = prog_load(BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, insns, 2, 0, 0);
	int cgroup = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	pthread_t reader, mapper;

	if (program < 0 || cgroup < 0 || !mount_folder()) {
		perror("hung");
		return 1;
	}
	mlockall(MCL_CURRENT); /* from then on, it cannot fault pages in */
	try(program, cgroup);
	pthread_create(&reader, NULL, read_page, NULL);
	sleep(2);
	pthread_create(&mapper, NULL, map_file, NULL);
	sleep(2);
	try(program, cgroup);
	for (;;)
		pause();
}
