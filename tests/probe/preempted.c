// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * preempted SECONDS: two tasks of one processor attach a program to a tracepoint without pause, and the one of higher
 * priority takes the processor from the other wherever the kernel lets it. Prints how many links were made.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/probe/bpf.h"

static const struct timespec some = {.tv_nsec = 400 * 1000};

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static void make_link(int program)
{
	union bpf_attr attr = {.raw_tracepoint = {.name = (__u64)(uintptr_t) "sys_exit", .prog_fd = program}};
	int link = sys_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);

	if (link < 0)
		fail("BPF_RAW_TRACEPOINT_OPEN");
	close(link);
}

static void make_links(int program, time_t end, const struct timespec *pause, unsigned int *ret_made)
{
	while (time(NULL) < end) {
		if (pause)
			nanosleep(pause, NULL);
		make_link(program);
		++*ret_made;
	}
}

int main(int argc, char **argv)
{
	static const struct bpf_insn insns[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
	const struct sched_param above = {.sched_priority = 10};
	time_t end = time(NULL) + (argc == 2 ? atoi(argv[1]) : 0);
	unsigned int *made = mmap(NULL, 2 * sizeof(*made), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int program = prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, insns, sizeof(insns) / sizeof(*insns), 0, 0);
	cpu_set_t first;
	int status;
	pid_t child;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (made == MAP_FAILED || program < 0 || sched_setaffinity(0, sizeof(first), &first))
		fail("set-up");
	child = fork();
	if (child == 0) {
		if (sched_setscheduler(0, SCHED_FIFO, &above))
			fail("SCHED_FIFO");
		make_links(program, end, &some, &made[1]);
		return 0;
	}
	make_links(program, end, NULL, &made[0]);
	if (waitpid(child, &status, 0) != child || status)
		return 2;
	printf("%u\n", made[0] + made[1]);
	return 0;
}
