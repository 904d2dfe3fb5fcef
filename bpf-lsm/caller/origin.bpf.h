/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Where a task is, and where it comes from. Its namespaces are compared, each on its own, with those of the kernel's
 * init_task, whose addresses the loader found through init-task.bpf.c. A pointer that can't be read reads as 0, equals
 * none of them, and so makes a container of the task.
 *
 * Once a container, always a container: who was born in a namespace that is not init, or ran a program there, keeps
 * that when it enters the init one, and so do its children. A task of the host that only visits (an engine's thread
 * that enters a network namespace and comes back) stays the host.
 */
#ifndef BPF_LSM_CALLER_ORIGIN_BPF_H
#define BPF_LSM_CALLER_ORIGIN_BPF_H

#include <linux/errno.h>

#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/contract/kernel-numbers.h"
#include "bpf-lsm/kernel/capabilities.bpf.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

/* Set by the loader before the programs are loaded; constant from then on. */
const volatile struct gk_init_task gk_host SEC(".rodata");

/* The set of namespaces in which the task is not init now; bit n is enum gk_namespace n. */
static __always_inline __u8 present_namespaces(struct task_struct *task)
{
	const struct cred *cred = task->cred;
	const struct pid *pid = task->thread_pid;
	const struct nsproxy *nsproxy = task->nsproxy;
	__u8 foreign = 0;

	/* An exiting task has no nsproxy, later no pid. */
	if (!nsproxy || !pid)
		return GK_ALL_NAMESPACES;

	foreign |= ((__u64)cred->user_ns != gk_host.address[GK_NS_USER]) << GK_NS_USER;
	foreign |= (pid->level != 0) << GK_NS_PID; /* the active one; level 0 is the init one */
	foreign |= ((__u64)nsproxy->mnt_ns != gk_host.address[GK_NS_MNT]) << GK_NS_MNT;
	foreign |= ((__u64)nsproxy->net_ns != gk_host.address[GK_NS_NET]) << GK_NS_NET;
	foreign |= ((__u64)nsproxy->ipc_ns != gk_host.address[GK_NS_IPC]) << GK_NS_IPC;
	foreign |= ((__u64)nsproxy->uts_ns != gk_host.address[GK_NS_UTS]) << GK_NS_UTS;
	foreign |= ((__u64)nsproxy->cgroup_ns != gk_host.address[GK_NS_CGROUP]) << GK_NS_CGROUP;
	foreign |= ((__u64)nsproxy->time_ns != gk_host.address[GK_NS_TIME]) << GK_NS_TIME;
	return foreign;
}

/* The same of the caller. The verifier would follow each of the 256 answers to the end if it knew them. */
VERIFIED_ALONE int gk_present_namespaces(void)
{
	return present_namespaces(bpf_get_current_task_btf());
}

/*
 * Can a task with these credentials enter an init namespace in which it is not, before it runs another program? For
 * each of them setns() asks for CAP_SYS_ADMIN in the user namespace that owns it, the init one (the install() of each,
 * such as mntns_install() in fs/namespace.c), and a user namespace is never left. Only execve() permits more
 * capabilities (security/commoncap.c). Who can't, stays in its namespaces, so that nothing has to be kept of them.
 */
static __always_inline bool can_enter_init(const struct cred *cred)
{
	return CAPABILITIES(cred, cap_permitted) & 1ULL << GK_CAP_SYS_ADMIN &&
	       (__u64)cred->user_ns == gk_host.address[GK_NS_USER];
}

/*
 * Where the task comes from. A look-up does not tell a task without a storage from a storage that can't be had (on 6.1
 * its lock may be taken), so that a missing one is made. NULL: unknown.
 */
static __always_inline struct gk_origin *origin_of(struct task_struct *task)
{
	return bpf_task_storage_get(&gk_origins, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* The namespaces outside of which the task has been; all of them if that is unknown. */
static __always_inline __u8 kept_namespaces(struct task_struct *task)
{
	struct gk_origin *origin = origin_of(task);

	return origin ? origin->foreign : GK_ALL_NAMESPACES;
}

/* Adds the set to what the task keeps. Returns 0 or -ENOMEM. */
static __always_inline int keep_namespaces(struct task_struct *task, __u8 foreign)
{
	struct gk_origin *origin = origin_of(task);

	if (!origin)
		return -ENOMEM;
	origin->foreign |= foreign;
	return 0;
}

#endif
