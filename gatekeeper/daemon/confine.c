// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <asm/ioctls.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/btrfs.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <cap-ng.h>
#include <seccomp.h>

#include "policy/base/cleanup.h"

static int keep_only(unsigned int capability)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	capng_clear(CAPNG_SELECT_ALL);
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, capability) < 0)
		return -EINVAL;
	if (capng_apply(CAPNG_SELECT_ALL) < 0)
		return -EPERM;
	/* Reads it back: without CAP_SETPCAP, libcap-ng leaves the bounding set as it is and reports success. */
	if (capng_get_caps_process() < 0 || capng_have_capabilities(CAPNG_SELECT_BOUNDS) != CAPNG_NONE)
		return -EPERM;
	return 0;
}

/*
 * CAP_BPF: publishing a policy creates a map, and up to 5.10 every use of bpf() needs it.
 *
 * Not kept, and why:
 * CAP_SYS_ADMIN  only for objects by id, and for mounts; the pins are opened by path, which file permissions decide.
 * CAP_PERFMON    only for loading programs; that is done before.
 * CAP_DAC_*      the policy, the pins and the log are root's. A policy file that only these capabilities can read is
 *		  refused when it changes.
 */
int confine_capabilities(void)
{
	return keep_only(CAP_BPF);
}

/* Names: a call that an architecture or an older libseccomp does not have is left out. */
static const char *const free_calls[] = {
	/* memory */
	"brk", "mremap", "munmap", "madvise",
	/* policy, log, pins, /proc and /sys */
	"open", "openat", "close", "read", "readv", "pread64", "write", "writev", "lseek", "_llseek", "stat", "lstat",
	"fstat", "fstat64", "newfstatat", "fstatat64", "statx", "statfs", "fstatfs", "access", "faccessat",
	"faccessat2", "readlink", "readlinkat", "getcwd", "getdents64", "fcntl", "fcntl64", "ftruncate", "ftruncate64",
	"flock", "fsync", "fdatasync",
	/* the log is rotated */
	"rename", "renameat", "renameat2", "unlink", "unlinkat",
	/* pins that somebody removed are put back */
	"mkdir", "mkdirat",
	/* the pin of a hook that the policy no longer needs */
	"unlink", "unlinkat",
	/* maps, the ring and the canary */
	"bpf",
	/* the main loop: ring, changes of the policy, signals, timers */
	"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "ppoll", "inotify_init1",
	"inotify_add_watch", "inotify_rm_watch", "signalfd4", "timerfd_create", "timerfd_settime", "timerfd_gettime",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "restart_syscall",
	/* time, where the vDSO does not answer */
	"clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep", "gettimeofday", "nanosleep",
	/* the C library's locks, seeds and sorting; sanitizers at exit; libbpf asks for the kernel's version */
	"futex", "getrandom", "sched_yield", "sigaltstack", "sched_getaffinity", "sysinfo", "rseq", "uname",
	"getrlimit",
	/* who am I, for messages and abort() */
	"getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "tgkill",
	/* telling the service manager and the journal */
	"connect", "sendto", "sendmsg", "getsockopt", "memfd_create",
	/* the end */
	"exit", "exit_group"};

/* Calls of which one argument must be so that (argument & mask) == value. */
static const struct restricted_call {
	const char *name;
	unsigned int argument;
	uint64_t mask;
	uint64_t value;
} restricted_calls[] = {
	/* no memory is executable that was not before */
	{"mmap", 2, PROT_EXEC, 0},
	{"mmap2", 2, PROT_EXEC, 0},
	{"mprotect", 2, PROT_EXEC, 0},
	/* stdio asks whether its output is a terminal */
	{"ioctl", 1, UINT32_MAX, TCGETS},
	/* which file a rule's executable is, on btrfs */
	{"ioctl", 1, UINT32_MAX, BTRFS_IOC_INO_LOOKUP},
	/* its own limits, not those of others */
	{"prlimit64", 0, UINT32_MAX, 0},
	/* nothing leaves this machine */
	{"socket", 0, UINT32_MAX, AF_UNIX},
	/* how much may wait in a socket; nothing of a protocol */
	{"setsockopt", 1, UINT32_MAX, SOL_SOCKET},
};

static int allow(scmp_filter_ctx filter, const char *name)
{
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
}

static int allow_restricted(scmp_filter_ctx filter, const struct restricted_call *call)
{
	int number = seccomp_syscall_resolve_name(call->name);

	if (number == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1,
				SCMP_CMP(call->argument, SCMP_CMP_MASKED_EQ, call->mask, call->value));
}

/* For the child that undoes races: it opens a cgroup, takes a program by its id, and detaches it. */
static const char *const undo_calls[] = {"recvmsg", "writev", "close",      "fstat",       "newfstatat",
					 "fcntl",   "exit",   "exit_group", "rt_sigreturn"};

static const struct restricted_call undo_restricted_calls[] = {
	{"bpf", 0, UINT32_MAX, BPF_PROG_GET_FD_BY_ID},
	{"bpf", 0, UINT32_MAX, BPF_PROG_DETACH},
	{"openat", 2, O_ACCMODE | O_CREAT, O_RDONLY},
	{"open", 1, O_ACCMODE | O_CREAT, O_RDONLY},
};

/* For the process that reads what the daemon opened, and where executables are: it opens nothing. */
static const char *const look_calls[] = {"recvmsg",    "writev",    "read", "close",      "readlink",
					 "readlinkat", "setitimer", "exit", "exit_group", "rt_sigreturn"};

/* Besides, for the child that starts that process, which then confines itself. */
static const char *const keeper_calls[] = {
	"clone",  "clone3",  "fork",      "set_robust_list", "rseq",      "gettid",  "getpid", "rt_sigprocmask",
	"wait4",  "waitpid", "nanosleep", "clock_nanosleep", "prctl",     "seccomp", "brk",    "munmap",
	"mremap", "madvise", "futex",     "uname",           "getrandom", "tgkill"};

static const struct restricted_call keeper_restricted_calls[] = {
	{"mmap", 2, PROT_EXEC, 0},
	{"mmap2", 2, PROT_EXEC, 0},
	{"mprotect", 2, PROT_EXEC, 0},
};

struct call_list {
	const char *const *free;
	size_t free_count;
	const struct restricted_call *restricted;
	size_t restricted_count;
	int init_signal; /* to be sent to process 1; 0: none */
};

static int allow_all_listed(scmp_filter_ctx filter, const struct call_list *list)
{
	int error = 0;

	for (size_t i = 0; !error && i < list->free_count; i++)
		error = allow(filter, list->free[i]);
	for (size_t i = 0; !error && i < list->restricted_count; i++)
		error = allow_restricted(filter, &list->restricted[i]);
	if (error || !list->init_signal)
		return error;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 2, SCMP_A0(SCMP_CMP_EQ, 1),
				SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)list->init_signal));
}

static void release_filter(scmp_filter_ctx *filter)
{
	seccomp_release(*filter);
}

static int allow_only(const struct call_list *list)
{
	_cleanup_(release_filter) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int error;

	if (!filter)
		return -ENOMEM;
	/* Calls of another architecture (int 0x80, x32) kill the process as unknown ones do, not only the thread. */
	error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (error)
		return error;
	/* A binary tree instead of 90 comparisons. */
	error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (error)
		return error;
	error = allow_all_listed(filter, list);
	if (error)
		return error;
	return seccomp_load(filter);
}

int confine_syscalls(int init_signal)
{
	const struct call_list list = {free_calls, ARRAY_LENGTH(free_calls), restricted_calls,
				       ARRAY_LENGTH(restricted_calls), init_signal};

	return allow_only(&list);
}

int confine_undo(void)
{
	const struct call_list list = {undo_calls, ARRAY_LENGTH(undo_calls), undo_restricted_calls,
				       ARRAY_LENGTH(undo_restricted_calls), 0};
	int error = keep_only(CAP_SYS_ADMIN);

	return error ? error : allow_only(&list);
}

int confine_look_keeper(void)
{
	const char *calls[ARRAY_LENGTH(look_calls) + ARRAY_LENGTH(keeper_calls)];
	const struct call_list list = {calls, ARRAY_LENGTH(calls), keeper_restricted_calls,
				       ARRAY_LENGTH(keeper_restricted_calls), 0};
	int error = keep_only(CAP_SYS_PTRACE);

	memcpy(calls, look_calls, sizeof(look_calls));
	memcpy(calls + ARRAY_LENGTH(look_calls), keeper_calls, sizeof(keeper_calls));
	return error ? error : allow_only(&list);
}

int confine_look(void)
{
	const struct call_list list = {look_calls, ARRAY_LENGTH(look_calls), NULL, 0, 0};

	return allow_only(&list);
}

/* The bounding set may stay: without new privileges, an execve() adds nothing to what is permitted. */
int confine_without_capabilities(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	capng_clear(CAPNG_SELECT_CAPS);
	return capng_apply(CAPNG_SELECT_CAPS) < 0 ? -EPERM : 0;
}
