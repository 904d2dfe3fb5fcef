// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * killer N COMMAND [ARGUMENT]...: runs a command, and kills it after its Nth system call that changes something, before
 * the command sees the result. If N is 0, it only counts these calls. SIGTERM goes to the command.
 *
 * The last line on stdout is "killed N NAME", or "ended COUNT CODE" if the command made fewer calls. Exits 0 if the
 * command was killed or N is 0, 1 if it made fewer calls.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf-lsm/contract/trial.h"

static pid_t child;

static void pass_on(int signal)
{
	if (child > 0)
		kill(child, signal);
}

/* Names of the calls that change state: objects of bpf(), names and contents of files. NULL: a call that changes
 * nothing. */
static const char *change_of(const struct __ptrace_syscall_info *call)
{
	switch (call->entry.nr) {
	case SYS_bpf:
		switch (call->entry.args[0]) {
		case BPF_MAP_LOOKUP_ELEM:
		case BPF_MAP_GET_NEXT_KEY:
		case BPF_OBJ_GET:
		case BPF_OBJ_GET_INFO_BY_FD:
		case BPF_PROG_QUERY:
		case BPF_PROG_GET_FD_BY_ID:
		case BPF_MAP_GET_FD_BY_ID:
		case BPF_BTF_GET_FD_BY_ID:
		case BPF_LINK_GET_FD_BY_ID:
			return NULL;
		}
		if (call->entry.args[0] == GK_TRIAL_COMMAND)
			return "trial";
		if (call->entry.args[0] > 63) /* the canary */
			return NULL;
		return call->entry.args[0] == BPF_OBJ_PIN           ? "pin"
		       : call->entry.args[0] == BPF_LINK_CREATE     ? "link"
		       : call->entry.args[0] == BPF_MAP_UPDATE_ELEM ? "update"
		       : call->entry.args[0] == BPF_PROG_LOAD       ? "prog-load"
		       : call->entry.args[0] == BPF_MAP_CREATE      ? "map-create"
								    : "bpf";
	case SYS_openat:
		return call->entry.args[2] & (O_CREAT | O_TRUNC) ? "create" : NULL;
	case SYS_write:
		return call->entry.args[0] > STDERR_FILENO ? "write" : NULL;
	case SYS_ftruncate:
		return "truncate";
#ifdef SYS_mkdir
	case SYS_mkdir:
	case SYS_rmdir:
	case SYS_unlink:
	case SYS_rename:
	case SYS_link:
#endif
	case SYS_mkdirat:
	case SYS_unlinkat:
	case SYS_linkat:
#ifdef SYS_renameat
	case SYS_renameat:
#endif
	case SYS_renameat2:
		return "name";
	}
	return NULL;
}

static int ended(unsigned long count, int status, unsigned long wanted)
{
	printf("ended %lu %d\n", count, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return wanted ? 1 : 0;
}

static int killed(unsigned long count, const char *name)
{
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0)
		;
	printf("killed %lu %s\n", count, name);
	return 0;
}

static int follow(unsigned long wanted)
{
	struct __ptrace_syscall_info call;
	const char *change = NULL;
	unsigned long count = 0;
	int status, signal = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, child, NULL, signal))
			err(2, "ptrace");
		while (waitpid(child, &status, 0) < 0)
			;
		if (!WIFSTOPPED(status))
			return ended(count, status, wanted);
		signal = status >> 16 ? 0 : WSTOPSIG(status); /* the exec is none */
		if (status >> 16)
			continue;
		if (signal != (SIGTRAP | 0x80))
			continue;
		signal = 0;
		if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(call), &call) <= 0)
			err(2, "ptrace");
		if (call.op == PTRACE_SYSCALL_INFO_ENTRY)
			change = change_of(&call);
		else if (call.op == PTRACE_SYSCALL_INFO_EXIT && change && ++count == wanted)
			return killed(count, change);
	}
}

int main(int argc, char **argv)
{
	int status;

	if (argc < 3)
		errx(2, "usage: killer N COMMAND [ARGUMENT]...");
	child = fork();
	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[2], argv + 2);
		err(2, "%s", argv[2]);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL))
		err(2, "%s", argv[2]);
	signal(SIGTERM, pass_on);
	return follow(strtoul(argv[1], NULL, 10));
}
