// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Keeps the workloads of the processes that containers move: see caller/workload.bpf.h. Children get that of their
 * parent in mark-origin.bpf.c.
 *
 * hooks:
 *   fentry/cgroup_attach_task  a write to cgroup.procs or cgroup.threads, before the move
 *   lsm/bprm_creds_for_exec    an execve() by a thread that is not the first of its process, which it becomes
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/workload.bpf.h"

/* What the host moves is there from then on. A move that a container makes and that can't be kept ends the mover. */
SEC("fentry/cgroup_attach_task")
int BPF_PROG(gk_move, struct cgroup *dst_cgrp, struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;
	struct gk_workload *kept;

	if (dst_cgrp->root->hierarchy_id)
		return 0;
	if (gk_is_container()) {
		if (keep_workload(leader))
			bpf_send_signal(SIGKILL);
		return 0;
	}
	kept = gk_moved ? bpf_task_storage_get(&gk_workloads, leader, NULL, 0) : NULL;
	if (kept)
		kept->id = 0;
	return 0;
}

SEC("lsm/bprm_creds_for_exec")
int BPF_PROG(gk_exec_begins, struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!gk_moved || task->pid == task->tgid)
		return 0;
	return copy_workload(task, task->group_leader);
}
