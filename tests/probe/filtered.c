// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * What a system call filter lets through:
 *
 *   filtered CGROUP          each call, one line: its name, then allowed or the errno's name
 *   filtered CGROUP compat   also those of a 32-bit caller: by the entry that 32-bit programs have
 *
 * A name that ends with -high is a call with bits set in a 32-bit argument that the kernel does not look at.
 */
#include <linux/filter.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "tests/probe/bpf.h"
#include "tests/probe/route-uring.h"

#define HIGH (1UL << 32)
#define PROG_SYSCALL 31
#define SLEEPABLE (1U << 4)
#define I386_SOCKETCALL 102
#define I386_BPF 357
#define I386_SETSOCKOPT 366
#define SOCKETCALL_SETSOCKOPT 14

static int cgroup, socket_filter, cgroup_program;

static const struct bpf_insn one[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
	{.code = BPF_JMP | BPF_EXIT},
};
static const struct bpf_insn zero[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
	{.code = BPF_JMP | BPF_EXIT},
};

static long errno_of(long result)
{
	return result < 0 ? -errno : result;
}

static void print(const char *name, long result)
{
	printf("%s %s\n", name, result >= 0 ? "allowed" : strerrorname_np(-result));
	fflush(stdout);
}

static long prog_attach_high(unsigned long high)
{
	union bpf_attr attr = {.target_fd = cgroup,
			       .attach_bpf_fd = cgroup_program,
			       .attach_type = BPF_CGROUP_INET_SOCK_CREATE,
			       .attach_flags = FLAG_ALLOW_MULTI};
	long result = errno_of(syscall(SYS_bpf, BPF_PROG_ATTACH | high, &attr, sizeof(attr)));

	attr.attach_flags = 0;
	if (result >= 0)
		syscall(SYS_bpf, BPF_PROG_DETACH, &attr, sizeof(attr));
	return result;
}

static long link_create_high(unsigned long high)
{
	union bpf_attr attr = {.link_create = {.prog_fd = cgroup_program,
					       .target_fd = cgroup,
					       .attach_type = BPF_CGROUP_INET_SOCK_CREATE}};
	long result = errno_of(syscall(SYS_bpf, BPF_LINK_CREATE | high, &attr, sizeof(attr)));

	if (result >= 0)
		close(result);
	return result;
}

static long run_syscall_program(unsigned long high)
{
	union bpf_attr attr = {.test = {.prog_fd = prog_load(PROG_SYSCALL, 0, zero, 2, SLEEPABLE, 0)}};

	if ((int)attr.test.prog_fd < 0)
		return (int)attr.test.prog_fd;
	return errno_of(syscall(SYS_bpf, BPF_PROG_RUN | high, &attr, sizeof(attr)));
}

static long set_option(int family, unsigned long level, unsigned long option, const void *value, size_t size)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	long result = errno_of(syscall(SYS_setsockopt, fd, level, option, value, size));

	close(fd);
	return result;
}

static void try_options(void)
{
	struct sock_filter allow = {BPF_RET | BPF_K, 0, 0, 0xffff};
	struct sock_fprog filter = {1, &allow};
	int yes = 1;

	print("attach-bpf", set_option(AF_INET, SOL_SOCKET, SO_ATTACH_BPF, &socket_filter, sizeof(int)));
	print("attach-bpf-option-high",
	      set_option(AF_INET, SOL_SOCKET, SO_ATTACH_BPF | HIGH, &socket_filter, sizeof(int)));
	print("attach-bpf-level-high",
	      set_option(AF_INET, SOL_SOCKET | HIGH, SO_ATTACH_BPF, &socket_filter, sizeof(int)));
	print("attach-filter", set_option(AF_INET, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)));
	print("reuseaddr", set_option(AF_INET, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)));
	print("ipv6only", set_option(AF_INET6, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes)));
}

/* The number of entries is of 32 bits. A ring alone is enough: what is asked of it no filter sees. */
static long try_uring_high(void)
{
	struct io_uring_params parameters = {0};
	long fd = errno_of(syscall(SYS_io_uring_setup, 1 | HIGH, &parameters));

	return fd < 0 ? fd : try_uring_sockopt(socket_filter);
}

static void try_native(void)
{
	print("load", socket_filter);
	print("prog-attach", prog_attach_high(0));
	print("prog-attach-high", prog_attach_high(HIGH));
	print("link-create", link_create_high(0));
	print("link-create-high", link_create_high(HIGH));
	print("syscall-program", run_syscall_program(0));
	print("syscall-program-high", run_syscall_program(HIGH));
	try_options();
	print("uring", try_uring_sockopt(socket_filter));
	print("uring-high", try_uring_high());
}

#ifdef __x86_64__
/* The entry of 32-bit programs, which takes the low halves of registers. */
static long compat_call(long number, unsigned long b, unsigned long c, unsigned long d, unsigned long s,
			unsigned long t)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(b), "c"(c), "d"(d), "S"(s), "D"(t)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

static void try_compat(void)
{
	/* Below 4 GiB, where a 32-bit pointer reaches. */
	uint32_t *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	union bpf_attr *attr = (void *)(low + 64);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint32_t *program = low + 32, *yes = low + 33, *call = low;

	if (low == MAP_FAILED)
		exit(2);
	*program = socket_filter;
	*yes = 1;
	attr->link_create.prog_fd = cgroup_program;
	attr->link_create.target_fd = cgroup;
	attr->link_create.attach_type = BPF_CGROUP_INET_SOCK_CREATE;
	print("compat-link-create", compat_call(I386_BPF, BPF_LINK_CREATE, (uintptr_t)attr, 64, 0, 0));
	print("compat-attach-bpf", compat_call(I386_SETSOCKOPT, fd, SOL_SOCKET, SO_ATTACH_BPF, (uintptr_t)program, 4));
	print("compat-attach-bpf-high",
	      compat_call(I386_SETSOCKOPT, fd, SOL_SOCKET, SO_ATTACH_BPF | HIGH, (uintptr_t)program, 4));
	print("compat-reuseaddr", compat_call(I386_SETSOCKOPT, fd, SOL_SOCKET, SO_REUSEADDR, (uintptr_t)yes, 4));
	call[0] = fd;
	call[1] = SOL_SOCKET;
	call[2] = SO_ATTACH_BPF;
	call[3] = (uintptr_t)program;
	call[4] = 4;
	print("compat-socketcall", compat_call(I386_SOCKETCALL, SOCKETCALL_SETSOCKOPT, (uintptr_t)call, 0, 0, 0));
}
#else
static void try_compat(void)
{
	fprintf(stderr, "filtered: only x86-64 has this entry of 32-bit programs\n");
	exit(2);
}
#endif

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "filtered: see the head of its source\n");
		return 2;
	}
	cgroup = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0) {
		perror(argv[1]);
		return 2;
	}
	socket_filter = prog_load(BPF_PROG_TYPE_SOCKET_FILTER, 0, one, 2, 0, 0);
	cgroup_program = prog_load(BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, one, 2, 0, 0);
	try_native();
	if (argc > 2)
		try_compat();
	return 0;
}
