// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The guard of the daemon and of every gatekeeper that runs: no signal from a container, no ptrace(), and with it no
 * /proc/PID/mem, process_vm_writev() or pidfd_getfd(), from anybody. Enforcement does not need the daemon; what it has
 * open would be worth something. Attached as guard-pins.bpf.c.
 *
 * hooks:
 *   lsm/task_kill            signals; a caller that shares the host's namespaces is let through by one comparison
 *   lsm/ptrace_access_check  reading and changing another task
 */
#include <linux/errno.h>

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/event/guard-event.bpf.h"

#define PTRACE_MODE_ATTACH 2 /* include/linux/ptrace.h */

SEC("lsm/task_kill")
int BPF_PROG(gk_kill, struct task_struct *p)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if ((__u64)task->nsproxy == gk_host.nsproxy || !current_namespaces() || !is_gatekeeper(p))
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, GK_GUARD_KILL, -EPERM);
	return -EPERM;
}

/* The host may look: ps and top do. */
SEC("lsm/ptrace_access_check")
int BPF_PROG(gk_trace, struct task_struct *child, unsigned int mode)
{
	if (!(mode & PTRACE_MODE_ATTACH) && !current_namespaces())
		return 0;
	if (!is_gatekeeper(child) || current_protection() == GK_PROTECT_OFF)
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, GK_GUARD_TRACE, -EPERM);
	return -EPERM;
}
