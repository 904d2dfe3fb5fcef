// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The guard of the daemon and of every gatekeeper that runs: no signal, no limit and no other scheduling from a
 * container, no ptrace(), and with it no /proc/PID/mem, process_vm_writev() or pidfd_getfd(), from anybody. Enforcement
 * does not need the daemon; what it has open would be worth something. Attached as guard-pins.bpf.c.
 *
 * hooks, of which those about another task let who is surely the host through by one look:
 *   lsm/task_kill            signals
 *   lsm/file_send_sigiotask  signals of a descriptor that is ready
 *   lsm/perf_event_alloc     events of performance, which signal (sigtrap)
 *   lsm/task_setrlimit       limits that end a task (RLIMIT_CPU) or its writing (RLIMIT_FSIZE)
 *   lsm/task_setscheduler, lsm/task_setnice, lsm/task_setioprio  when it runs: also the processors, also by its cgroup
 *   lsm/ptrace_access_check  reading and changing another task
 *   lsm/locked_down          the verifier asks, of a program that writes to the memory of whatever task runs it
 */
#include <linux/errno.h>

#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/event/guard-event.bpf.h"

#define PTRACE_MODE_ATTACH 2 /* include/linux/ptrace.h */

static __always_inline int deny_container(struct task_struct *target, __u32 guarded)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (target == task || is_surely_host(task) || !is_gatekeeper(target) || !is_kept_out())
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, guarded, -EPERM);
	return -EPERM;
}

GUARD("lsm/task_kill")
int BPF_PROG(gk_kill, struct task_struct *p)
{
	return deny_container(p, GK_GUARD_KILL);
}

/* The current task is the one that made the descriptor ready, not the one that asked for a signal. */
GUARD("lsm/file_send_sigiotask")
int BPF_PROG(gk_sigio, struct task_struct *tsk)
{
	if (!is_gatekeeper(tsk))
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, GK_GUARD_KILL, -EPERM);
	return -EPERM;
}

/*
 * Where the kernel does not vouch for the target, it is known by its file: who only claims to run that
 * (PR_SET_MM_EXE_FILE) is kept from events as well.
 */
static __always_inline bool runs_gatekeeper(struct task_struct *target)
{
	struct inode *executable = READ(target, mm, exe_file, f_inode);

	return executable && READ(executable, i_ino) == gk_host.loader_inode &&
	       READ(executable, i_sb, s_dev) == gk_host.loader_device;
}

GUARD("lsm/perf_event_alloc")
int BPF_PROG(gk_perf_event, struct perf_event *event)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (is_surely_host(task) || !runs_gatekeeper(event->hw.target) || !is_kept_out())
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, GK_GUARD_TRACE, -EPERM);
	return -EPERM;
}

GUARD("lsm/task_setrlimit")
int BPF_PROG(gk_setrlimit, struct task_struct *p)
{
	return deny_container(p, GK_GUARD_LIMIT);
}

GUARD("lsm/task_setscheduler")
int BPF_PROG(gk_setscheduler, struct task_struct *p)
{
	return deny_container(p, GK_GUARD_LIMIT);
}

GUARD("lsm/task_setnice")
int BPF_PROG(gk_setnice, struct task_struct *p)
{
	return deny_container(p, GK_GUARD_LIMIT);
}

GUARD("lsm/task_setioprio")
int BPF_PROG(gk_setioprio, struct task_struct *p)
{
	return deny_container(p, GK_GUARD_LIMIT);
}

/* The host may look: ps and top do. */
GUARD("lsm/ptrace_access_check")
int BPF_PROG(gk_trace, struct task_struct *child, unsigned int mode)
{
	if (!(mode & PTRACE_MODE_ATTACH) && !is_kept_out())
		return 0;
	if (!is_gatekeeper(child) || current_protection() == GK_PROTECT_OFF)
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, GK_GUARD_TRACE, -EPERM);
	return -EPERM;
}

enum lockdown_reason___probe { /* include/linux/security.h: 5.14 on */
			       LOCKDOWN_BPF_WRITE_USER___probe = 1,
};

/*
 * bpf_probe_write_user(): a program that is attached to what the gatekeeper does would write into it, whatever it is
 * loaded for. The host may: debuggers do.
 */
GUARD("lsm/locked_down")
int BPF_PROG(gk_locked_down, int what)
{
	if (!bpf_core_enum_value_exists(enum lockdown_reason___probe, LOCKDOWN_BPF_WRITE_USER___probe) ||
	    (__u32)what != bpf_core_enum_value(enum lockdown_reason___probe, LOCKDOWN_BPF_WRITE_USER___probe) ||
	    !is_kept_out())
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, GK_GUARD_TRACE, -EPERM);
	return -EPERM;
}
