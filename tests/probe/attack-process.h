/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What attack.c does to another process: trace it, read its memory, take its descriptors, limit it, signal it. */
#ifndef TESTS_PROBE_ATTACK_PROCESS_H
#define TESTS_PROBE_ATTACK_PROCESS_H

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int reach(const char *how, const char *pid)
{
	char path[32];
	int target = atoi(pid), pidfd;
	long result;

	if (!strcmp(how, "ptrace")) {
		result = ptrace(PTRACE_SEIZE, target, NULL, NULL);
		return result ? -errno : 0;
	}
	if (!strcmp(how, "mem")) {
		snprintf(path, sizeof(path), "/proc/%d/mem", target);
		result = open(path, O_RDWR);
		return result < 0 ? -errno : 0;
	}
	pidfd = (int)syscall(SYS_pidfd_open, target, 0);
	result = pidfd < 0 ? -1 : syscall(SYS_pidfd_getfd, pidfd, 1, 0);
	return result < 0 ? -errno : 0;
}

#define IOPRIO_WHO_PROCESS 1
#define IOPRIO_BEST_EFFORT_LOWEST (2 << 13 | 7)

static long limit(const char *how, pid_t target)
{
	const struct sched_param idle = {0};
	struct rlimit now;
	struct perf_event_attr faults = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(faults), .config = PERF_COUNT_SW_PAGE_FAULTS};

	if (!strcmp(how, "nice"))
		return setpriority(PRIO_PROCESS, (id_t)target, 1);
	if (!strcmp(how, "scheduler"))
		return sched_setscheduler(target, SCHED_OTHER, &idle);
	if (!strcmp(how, "ioprio"))
		return syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, target, IOPRIO_BEST_EFFORT_LOWEST);
	if (!strcmp(how, "perf"))
		return syscall(SYS_perf_event_open, &faults, target, -1, -1, 0);
	return prlimit(target, RLIMIT_CORE, NULL, &now) ?: prlimit(target, RLIMIT_CORE, &now, NULL);
}

static inline int send_sigio(pid_t target)
{
	int pipes[2];

	if (pipe(pipes) || fcntl(pipes[0], F_SETOWN, target) || fcntl(pipes[0], F_SETSIG, SIGKILL) ||
	    fcntl(pipes[0], F_SETFL, O_ASYNC))
		return -errno;
	return write(pipes[1], "", 1) == 1 ? 0 : -errno;
}

static inline int run_traced(char **command)
{
	int status, signal;
	pid_t child = fork();

	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(*command, command);
		_exit(127);
	}
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
		signal = WSTOPSIG(status);
		ptrace(PTRACE_CONT, child, NULL, signal == SIGTRAP ? 0 : signal);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

/* Where the first instruction of a program is in its file; 0: unknown. */
static inline unsigned long entry_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf64_Ehdr head;
	Elf64_Phdr part;

	if (fd < 0 || pread(fd, &head, sizeof(head), 0) != sizeof(head))
		return 0;
	for (int i = 0; i < head.e_phnum; i++)
		if (pread(fd, &part, sizeof(part), (off_t)(head.e_phoff + i * sizeof(part))) == sizeof(part) &&
		    part.p_type == PT_LOAD && part.p_flags & PF_X && head.e_entry - part.p_vaddr < part.p_filesz)
			return head.e_entry - part.p_vaddr + part.p_offset;
	return 0;
}

#endif
