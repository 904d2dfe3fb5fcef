// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Marks where tasks come from: see caller/origin.bpf.h, and caller/workload.bpf.h. The program that a task runs in a
 * container is marked by mark-exec.bpf.c.
 *
 * hooks:
 *   lsm/task_alloc  every fork(), clone() and new thread, before it is there; a child of the host is let through by one
 *                   comparison
 *   iter/task       run once by the loader, for the containers that were there before the hooks
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/copy.bpf.h"
#include "bpf-lsm/caller/origin.bpf.h"
#include "bpf-lsm/caller/workload.bpf.h"

/* include/uapi/linux/sched.h */
#define CLONE_NEWTIME 0x00000080
#define CLONE_THREAD 0x00010000
#define CLONE_NEWNS 0x00020000
#define CLONE_NEWCGROUP 0x02000000
#define CLONE_NEWUTS 0x04000000
#define CLONE_NEWIPC 0x08000000
#define CLONE_NEWUSER 0x10000000
#define CLONE_NEWPID 0x20000000
#define CLONE_NEWNET 0x40000000

#define CLONE_INTO_CGROUP 0x200000000ULL

#define CLONE_NEW_ANY \
	(CLONE_NEWTIME | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
	 CLONE_NEWNET)

#define BIT_OF(flags, flag, ns) \
	(((flags) & (flag)) / (flag) << (ns)) /* a shift, not a branch for the verifier to follow */

/* The namespaces that are new for a child made with these flags. */
static __always_inline __u8 new_namespaces(__u64 flags)
{
	return BIT_OF(flags, CLONE_NEWUSER, GK_NS_USER) | BIT_OF(flags, CLONE_NEWPID, GK_NS_PID) |
	       BIT_OF(flags, CLONE_NEWNS, GK_NS_MNT) | BIT_OF(flags, CLONE_NEWNET, GK_NS_NET) |
	       BIT_OF(flags, CLONE_NEWIPC, GK_NS_IPC) | BIT_OF(flags, CLONE_NEWUTS, GK_NS_UTS) |
	       BIT_OF(flags, CLONE_NEWCGROUP, GK_NS_CGROUP) | BIT_OF(flags, CLONE_NEWTIME, GK_NS_TIME);
}

/* The namespace that a child of the task is in, though the task is not: only that of time can be left again. */
static __always_inline __u8 namespaces_for_children(struct task_struct *task)
{
	return ((__u64)task->nsproxy->time_ns_for_children != gk_host.address[GK_NS_TIME]) << GK_NS_TIME;
}

/* A child that its parent puts into another cgroup at once is moved by it. Returns 0 or -ENOMEM. */
static __noinline int inherit_workload(struct task_struct *child, struct task_struct *parent, bool elsewhere)
{
	struct task_struct *leader = parent->group_leader;
	int error;

	if (elsewhere) {
		if (!gk_is_container())
			return 0;
		error = keep_workload(leader);
		if (error)
			return error;
	}
	return copy_workload(child, leader);
}

/* A thread of a visitor is no task of its own: it keeps what the process does. */
SEC("lsm/task_alloc")
int BPF_PROG(gk_birth, struct task_struct *child, unsigned long clone_flags)
{
	struct task_struct *parent = bpf_get_current_task_btf();
	bool elsewhere = clone_flags & CLONE_INTO_CGROUP;
	__u8 present, foreign;
	bool stays;

	if ((gk_moved || elsewhere) && !(clone_flags & CLONE_THREAD) && inherit_workload(child, parent, elsewhere))
		return -ENOMEM;
	if ((__u64)parent->nsproxy == gk_host.nsproxy && !(clone_flags & CLONE_NEW_ANY))
		return 0;
	foreign = kept_namespaces(parent);
	if (!(clone_flags & CLONE_THREAD))
		foreign |= namespaces_for_children(parent);
	stays = !can_enter_init(parent->cred);
	if (stays && !foreign)
		return 0;
	present = gk_present_namespaces() | new_namespaces(clone_flags);
	if (stays)
		foreign &= ~present;
	else if (!(clone_flags & CLONE_THREAD))
		foreign |= present;
	return foreign ? keep_namespaces(child, foreign) : 0;
}

#define TASK_DONE 0
#define TASK_AGAIN 1 /* kernel/bpf/bpf_iter.c: read() fails with EAGAIN, and the next one begins with this task */

/* A thread that is elsewhere than its process is a visitor. */
SEC("iter/task")
int gk_mark_present(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	__u8 foreign;

	if (!task)
		return TASK_DONE;
	if (task->mm && task->mm->exe_file)
		note_executable(task->mm->exe_file->f_inode);
	if ((__u64)task->nsproxy == gk_host.nsproxy)
		return TASK_DONE;
	foreign = present_namespaces(task->group_leader);
	return foreign && keep_namespaces(task, foreign) ? TASK_AGAIN : TASK_DONE;
}
