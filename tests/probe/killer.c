// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * killer N COMMAND [ARGUMENT]...: runs a command, and kills it after its Nth system call that changes something, before
 * the command sees the result. If N is 0, it only counts these calls. SIGTERM goes to the command.
 *
 * killer --full-disk N COMMAND [ARGUMENT]...: from its Nth system call on that needs room on a disk, each of them fails
 * with ENOSPC, and the command goes on.
 *
 * The last line on stdout is "killed N NAME", "full N NAME CODE", or "ended COUNT CODE" if the command made fewer
 * calls. Exits 0 if N was reached or is 0, 1 if the command made fewer calls.
 */
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf-lsm/contract/trial.h"

static pid_t child;

static void pass_on(int signal)
{
	if (child > 0)
		kill(child, signal);
}

/* Does a call make a name in a file system? */
static bool makes_name(unsigned long long number)
{
	switch (number) {
#ifdef SYS_mkdir
	case SYS_mkdir:
	case SYS_rename:
	case SYS_link:
#endif
	case SYS_mkdirat:
	case SYS_linkat:
#ifdef SYS_renameat
	case SYS_renameat:
#endif
	case SYS_renameat2:
		return true;
	}
	return false;
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
#ifdef SYS_rmdir
	case SYS_rmdir:
	case SYS_unlink:
#endif
	case SYS_unlinkat:
		return "name";
	}
	return makes_name(call->entry.nr) ? "name" : NULL;
}

static bool is_regular(unsigned long fd)
{
	struct stat status;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%lu", child, fd);
	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Names of the calls that a full disk may refuse. NULL: another call. */
static const char *need_of(const struct __ptrace_syscall_info *call)
{
	switch (call->entry.nr) {
	case SYS_openat:
		return call->entry.args[2] & O_CREAT ? "create" : NULL;
	case SYS_write:
	case SYS_pwrite64:
	case SYS_fsync:
	case SYS_fdatasync:
		return call->entry.args[0] > STDERR_FILENO && is_regular(call->entry.args[0]) ? "write" : NULL;
	}
	return makes_name(call->entry.nr) ? "name" : NULL;
}

static struct user_regs_struct registers(void)
{
	struct user_regs_struct registers;
	struct iovec all = {&registers, sizeof(registers)};

	if (ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &all))
		err(2, "PTRACE_GETREGSET");
	return registers;
}

static void set_registers(struct user_regs_struct *registers)
{
	struct iovec all = {registers, sizeof(*registers)};

	if (ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &all))
		err(2, "PTRACE_SETREGSET");
}

/* At the entry of a call: the kernel does nothing. */
static void skip_call(void)
{
#ifdef __aarch64__
	int none = -1;
	struct iovec number = {&none, sizeof(none)};

	if (ptrace(PTRACE_SETREGSET, child, NT_ARM_SYSTEM_CALL, &number))
		err(2, "PTRACE_SETREGSET");
#else
	struct user_regs_struct now = registers();

	now.orig_rax = (unsigned long)-1;
	set_registers(&now);
#endif
}

/* At its exit. */
static void set_result(long result)
{
	struct user_regs_struct now = registers();

#ifdef __aarch64__
	now.regs[0] = (unsigned long)result;
#else
	now.rax = (unsigned long)result;
#endif
	set_registers(&now);
}

static int exit_code(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int killed(unsigned long count, const char *name)
{
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0)
		;
	printf("killed %lu %s\n", count, name);
	return 0;
}

/* Waits for the next entry or exit of a system call. Returns false with the exit status if the command has ended. */
static bool next_call(struct __ptrace_syscall_info *ret_call, int *ret_status)
{
	int status, signal = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, child, NULL, signal))
			err(2, "ptrace");
		while (waitpid(child, &status, 0) < 0)
			;
		if (!WIFSTOPPED(status)) {
			*ret_status = status;
			return false;
		}
		signal = status >> 16 ? 0 : WSTOPSIG(status); /* the exec is none */
		if (status >> 16 || signal != (SIGTRAP | 0x80))
			continue;
		if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(*ret_call), ret_call) <= 0)
			err(2, "ptrace");
		return true;
	}
}

static int kill_at(unsigned long wanted)
{
	struct __ptrace_syscall_info call;
	const char *change = NULL;
	unsigned long count = 0;
	int status;

	while (next_call(&call, &status)) {
		if (call.op == PTRACE_SYSCALL_INFO_ENTRY)
			change = change_of(&call);
		else if (call.op == PTRACE_SYSCALL_INFO_EXIT && change && ++count == wanted)
			return killed(count, change);
	}
	printf("ended %lu %d\n", count, exit_code(status));
	return wanted ? 1 : 0;
}

static int fill_disk_at(unsigned long wanted)
{
	struct __ptrace_syscall_info call;
	const char *need = NULL, *first = NULL;
	unsigned long count = 0;
	int status;

	while (next_call(&call, &status)) {
		if (call.op == PTRACE_SYSCALL_INFO_ENTRY) {
			need = need_of(&call);
			count += need != NULL;
			if (!wanted || count < wanted)
				need = NULL;
			if (!need)
				continue;
			first = first ? first : need;
			skip_call();
		} else if (call.op == PTRACE_SYSCALL_INFO_EXIT && need) {
			set_result(-ENOSPC);
		}
	}
	if (!first) {
		printf("ended %lu %d\n", count, exit_code(status));
		return wanted ? 1 : 0;
	}
	printf("full %lu %s %d\n", wanted, first, exit_code(status));
	return 0;
}

int main(int argc, char **argv)
{
	bool is_full = argc > 1 && strcmp(argv[1], "--full-disk") == 0;
	int status;

	argv += is_full;
	argc -= is_full;
	if (argc < 3)
		errx(2, "usage: killer [--full-disk] N COMMAND [ARGUMENT]...");
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
	return is_full ? fill_disk_at(strtoul(argv[1], NULL, 10)) : kill_at(strtoul(argv[1], NULL, 10));
}
