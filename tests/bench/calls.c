// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The calls that are measured, by raw system calls: a library between would be measured with them. */
#include "tests/bench/calls.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_LOADS 20

static int map, program, target, other, udp, netlink, pipe_end;
static int loaded[MOST_LOADS];
static unsigned int loaded_count;

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int need(long result, const char *what)
{
	if (result < 0)
		err(1, "%s", what);
	return (int)result;
}

static long map_lookup(void)
{
	uint32_t key = 0;
	uint64_t value;
	union bpf_attr attr = {.map_fd = (uint32_t)map, .key = (uintptr_t)&key, .value = (uintptr_t)&value};

	return bpf(BPF_MAP_LOOKUP_ELEM, &attr);
}

/* The cheapest command that does something: there always is a first BTF, the kernel's. */
static long btf_next_id(void)
{
	union bpf_attr attr = {.start_id = 0};

	return bpf(BPF_BTF_GET_NEXT_ID, &attr);
}

static long attach(int cgroup)
{
	union bpf_attr attr = {
		.target_fd = (uint32_t)cgroup, .attach_bpf_fd = (uint32_t)program, .attach_type = BPF_CGROUP_DEVICE};

	return bpf(BPF_PROG_ATTACH, &attr);
}

static long detach(void)
{
	union bpf_attr attr = {
		.target_fd = (uint32_t)target, .attach_bpf_fd = (uint32_t)program, .attach_type = BPF_CGROUP_DEVICE};

	return bpf(BPF_PROG_DETACH, &attr);
}

/* Where it is not denied it attaches, and then again in the place of itself. */
static long attach_only(void)
{
	return attach(target);
}

static void detach_after(void)
{
	detach(); /* there is nothing to detach if all were denied */
}

static long attach_detach(void)
{
	return attach(target) ? -1 : detach();
}

static long link_create(int cgroup)
{
	union bpf_attr attr = {.link_create = {.prog_fd = (uint32_t)program,
					       .target_fd = (uint32_t)cgroup,
					       .attach_type = BPF_CGROUP_DEVICE}};

	return bpf(BPF_LINK_CREATE, &attr);
}

/* The first program of its type that is attached anywhere has the kernel patch its code; so has the last one. */
static void keeper_attach(void)
{
	need(link_create(other), "LINK_CREATE");
}

static long attach_detach_link(void)
{
	long link = link_create(target);

	return link < 0 ? link : close((int)link);
}

static long load(void)
{
	static const struct bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
			       .insns = (uintptr_t)instructions,
			       .insn_cnt = sizeof(instructions) / sizeof(*instructions),
			       .license = (uintptr_t) "GPL"};

	return bpf(BPF_PROG_LOAD, &attr);
}

static long program_load(void)
{
	long fd = load();

	if (fd >= 0 && loaded_count < MOST_LOADS)
		loaded[loaded_count++] = (int)fd;
	return fd;
}

/*
 * Program text comes from pages that many programs share, and a new page is dear. So there are gaps for a burst in
 * pages that stay; otherwise it would depend on what else is loaded whether each burst pays for a page.
 */
static void programs_with_gaps(void)
{
	int fds[4 * MOST_LOADS];
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		fds[i] = need(load(), "PROG_LOAD");
	for (i = 0; i < sizeof(fds) / sizeof(*fds); i += 2)
		close(fds[i]);
}

static void programs_close(void)
{
	while (loaded_count)
		close(loaded[--loaded_count]);
}

static long get_parent(void)
{
	return syscall(SYS_getppid);
}

static long open_close(void)
{
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? fd : close(fd);
}

static int exit_at_once(void *nothing)
{
	(void)nothing;
	_exit(0);
}

/* A child that ends at once, without a copy of memory and descriptors: what hooks add is the larger part of it. */
static long fork_exit(void)
{
	static _Alignas(16) char stack[16384];
	pid_t child = clone(exit_at_once, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, NULL);

	return child < 0 ? child : waitpid(child, NULL, 0);
}

/* A program of two instructions: what the kernel does for a larger one would hide what hooks add. */
static const unsigned char exit_program[] = {
	/* ELF header: 64 bits, x86-64, entry at 0x400078, one program header of 56 bytes at 64 */
	0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0, 1, 0, 0, 0, 0x78, 0, 0x40, 0, 0, 0, 0, 0,
	64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0, 56, 0, 1, 0, 0, 0, 0, 0, 0, 0,
	/* PT_LOAD, readable and executable, the whole file at 0x400000 */
	1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 132, 0, 0,
	0, 0, 0, 0, 0, 132, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0,
	/* mov $60, %eax (exit); xor %edi, %edi; syscall; then to the end of the file */
	0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05, 0x90, 0x90, 0x90};

static void exit_program_write(void)
{
	int fd = need(open("/run/exit-program", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755), "/run/exit-program");

	if (write(fd, exit_program, sizeof(exit_program)) != (ssize_t)sizeof(exit_program))
		err(1, "/run/exit-program");
	close(fd);
}

static int execute(void *nothing)
{
	char *const arguments[] = {"exit-program", NULL};

	(void)nothing;
	execve("/run/exit-program", arguments, NULL);
	_exit(1);
}

static long execute_exit(void)
{
	static _Alignas(16) char stack[16384];
	pid_t child = clone(execute, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return status ? -1 : 0;
}

static long mount_unmount(void)
{
	return mount("none", "/mnt", "tmpfs", 0, NULL) ? -1 : umount2("/mnt", 0);
}

static long mount_unmount_lazily(void)
{
	return mount("none", "/mnt", "tmpfs", 0, NULL) ? -1 : umount2("/mnt", MNT_DETACH);
}

static long set_limit(void)
{
	struct rlimit limit = {.rlim_cur = 0, .rlim_max = RLIM_INFINITY};

	return prlimit(0, RLIMIT_CORE, &limit, NULL);
}

static long set_priority(void)
{
	return setpriority(PRIO_PROCESS, 0, 0);
}

static long set_option(void)
{
	int one = 1;

	return setsockopt(udp, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
}

static long bytes_to_read(void)
{
	int bytes;

	return ioctl(pipe_end, FIONREAD, &bytes);
}

static long netlink_nothing(void)
{
	struct nlmsghdr message = {
		.nlmsg_len = sizeof(message), .nlmsg_type = NLMSG_NOOP, .nlmsg_flags = NLM_F_REQUEST};

	return send(netlink, &message, sizeof(message), 0);
}

/* As long as a request for a link, and nothing to the kernel all the same. */
static long netlink_longer(void)
{
	struct {
		struct nlmsghdr head;
		char rest[24];
	} message = {.head = {.nlmsg_len = sizeof(message), .nlmsg_type = NLMSG_NOOP, .nlmsg_flags = NLM_F_REQUEST}};

	return send(netlink, &message, sizeof(message), 0);
}

/* Counts: bursts below 2 million instructions, and 200 events at most, which the ring takes several times over. */
const struct call calls[] = {
	{.name = "lookup", .count = 400, .make = map_lookup},
	{.name = "decided-10", .count = 400, .make = btf_next_id},
	{.name = "decided-1000", .count = 400, .make = btf_next_id},
	{.name = "decided-1000-mixed", .count = 400, .make = btf_next_id},
	{.name = "denied",
	 .count = 200,
	 .make = btf_next_id,
	 .events = 1,
	 .caller = PRIVILEGED_CONTAINER,
	 .denied = true},
	{.name = "denied-repeat",
	 .count = 200,
	 .make = btf_next_id,
	 .counted = true,
	 .caller = PRIVILEGED_CONTAINER,
	 .denied = true},
	{.name = "denied-attach-repeat",
	 .count = 200,
	 .make = attach_only,
	 .after_burst = detach_after,
	 .counted = true,
	 .caller = PRIVILEGED_CONTAINER,
	 .denied = true},
	{.name = "denied-attach",
	 .count = 200,
	 .make = attach_only,
	 .after_burst = detach_after,
	 .events = 1,
	 .caller = PRIVILEGED_CONTAINER,
	 .denied = true},
	{.name = "attach-detach", .count = 25, .make = attach_detach, .events = 2},
	{.name = "attach-detach-next", .count = 25, .make = attach_detach, .before = keeper_attach, .events = 2},
	{.name = "attach-detach-link", .count = 50, .make = attach_detach_link, .before = keeper_attach, .events = 2},
	{.name = "prog-load",
	 .count = MOST_LOADS,
	 .make = program_load,
	 .after_burst = programs_close,
	 .before = programs_with_gaps},
	{.name = "getppid", .count = 400, .make = get_parent},
	{.name = "openclose", .count = 25, .make = open_close},
	{.name = "fork-exit", .count = 15, .make = fork_exit, .by_name = true},
	{.name = "fork-exit-container", .count = 15, .make = fork_exit, .caller = CONTAINER, .by_name = true},
	{.name = "fork-exit-privileged",
	 .count = 15,
	 .make = fork_exit,
	 .caller = PRIVILEGED_CONTAINER,
	 .by_name = true},
	{.name = "execve", .count = 10, .make = execute_exit, .before = exit_program_write},
	{.name = "umount", .count = 15, .make = mount_unmount},
	{.name = "umount-lazy", .count = 15, .make = mount_unmount_lazily},
	{.name = "prlimit", .count = 400, .make = set_limit},
	{.name = "setpriority", .count = 400, .make = set_priority},
	{.name = "setsockopt", .count = 400, .make = set_option},
	{.name = "ioctl", .count = 400, .make = bytes_to_read},
	{.name = "netlink", .count = 400, .make = netlink_nothing},
	{.name = "strict-setsockopt", .count = 400, .make = set_option},
	{.name = "strict-ioctl", .count = 400, .make = bytes_to_read},
	{.name = "strict-netlink", .count = 400, .make = netlink_nothing},
	{.name = "strict-netlink-longer", .count = 400, .make = netlink_longer},
	/* Under a seccomp profile: empty is the engine's, ours the one with a policy merged into it. */
	{.name = "profile-getppid", .count = 400, .make = get_parent, .by_name = true},
	{.name = "profile-setsockopt", .count = 400, .make = set_option, .by_name = true},
	{.name = "profile-bpf", .count = 400, .make = map_lookup, .by_name = true},
};
const size_t call_count = sizeof(calls) / sizeof(*calls);

static int open_cgroup(const char *parent, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", parent, name);
	if (mkdir(path, 0755) && errno != EEXIST)
		err(1, "mkdir %s", path);
	return need(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path);
}

void calls_set_up(const char *cgroup)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
	int ends[2];

	map = need(bpf(BPF_MAP_CREATE, &attr), "MAP_CREATE");
	program = need(load(), "PROG_LOAD");
	target = open_cgroup(cgroup, "target");
	other = open_cgroup(cgroup, "other");
	udp = need(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	netlink = need(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "netlink");
	need(pipe(ends), "pipe");
	pipe_end = ends[0];
}
