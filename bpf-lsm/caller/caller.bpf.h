/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Who asks: the namespaces in which a caller is, and those that it comes from (origin.bpf.h), the cgroup into which the
 * host put it (workload.bpf.h), its executable and capabilities.
 */
#ifndef BPF_LSM_CALLER_CALLER_BPF_H
#define BPF_LSM_CALLER_CALLER_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/kernel/capabilities.bpf.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/copy.bpf.h"
#include "bpf-lsm/caller/origin.bpf.h"
#include "bpf-lsm/caller/workload.bpf.h"

/* Can another thread repoint the caller's descriptors? See descriptor.bpf.h. */
static __always_inline bool has_shared_files(struct task_struct *task)
{
	return task->files->count.counter != 1;
}

/* The same as caller_namespaces(), of a caller that is not plainly init. */
VERIFIED_ALONE int gk_foreign_namespaces(void)
{
	return gk_present_namespaces() | kept_namespaces(bpf_get_current_task_btf());
}

#define PF_KTHREAD 0x00200000 /* include/linux/sched.h */

/*
 * Is the caller in all init namespaces, and was it always, as far as one look tells? Nearly every task of the host
 * shares init_task's nsproxy, so that one comparison tells of six. Who came back by setns has another one, with the
 * same namespaces in it, and so have its children: nobody ever gets init_task's again. A user or pid namespace is left
 * to below only.
 */
static __always_inline bool seems_init(struct task_struct *task, const struct cred *cred)
{
	const struct pid *pid = task->thread_pid;

	return (__u64)task->nsproxy == gk_host.nsproxy && (__u64)cred->user_ns == gk_host.address[GK_NS_USER] && pid &&
	       !pid->level;
}

/* A thread of the kernel makes no call of its own: for whom it makes one is not known (calls-elsewhere.bpf.h). */
static __always_inline bool is_plainly_init(struct task_struct *task, const struct cred *cred)
{
	return seems_init(task, cred) && !(task->flags & PF_KTHREAD);
}

/* The set of namespaces in which the caller is not init, or comes from outside of it. */
static __always_inline __u8 caller_namespaces(struct task_struct *task, const struct cred *cred)
{
	if (!seems_init(task, cred))
		return gk_foreign_namespaces();
	return task->flags & PF_KTHREAD ? GK_ALL_NAMESPACES : 0;
}

/* The active pid namespace: numbers[level], not nsproxy->pid_ns_for_children. */
static __always_inline struct pid_namespace *active_pid_namespace(struct task_struct *task)
{
	/* Read as a number: the verifier lets no pointer of its own be moved by a variable. */
	__u64 pid = (__u64)READ(task, thread_pid);
	struct pid_namespace *ns = NULL;
	__u64 slot;

	if (!pid)
		return NULL;
	slot = pid + bpf_core_field_offset(struct pid, numbers) + bpf_core_field_offset(struct upid, ns) +
	       READ((struct pid *)pid, level) * bpf_core_type_size(struct upid);
	bpf_probe_read_kernel(&ns, sizeof(ns), (void *)slot);
	return ns;
}

static __always_inline __u64 effective_capabilities(struct task_struct *task)
{
	return CAPABILITIES(task->cred, cap_effective);
}

/*
 * The policy's answer whether the caller is a container, for what happens outside of a request. Without a policy, who
 * is in or from any other namespace than the init one is.
 */
VERIFIED_ALONE int gk_is_container(void)
{
	const struct gk_image *image = published_image();
	struct task_struct *task = bpf_get_current_task_btf();
	__u8 namespaces = caller_namespaces(task, task->cred);

	if (!image || image->magic != GK_IMAGE_MAGIC)
		return !!namespaces;
	if (!namespaces && !(image->uses & GK_USES_NOT_HOST))
		return 0;
	return gk_from(image, namespaces, gk_caller_side()) == GK_FROM_CONTAINER;
}

/* The executable of a caller whose namespaces are known. */
static __noinline int number_executable(const struct inode *inode, struct gk_request *request)
{
	const struct gk_copy *copy;

	if (!inode || !request)
		return 0;
	copy = find_copy(inode, request->namespaces);
	request->executable_inode = copy ? copy->inode : number_of_file(inode);
	if (copy)
		request->executable_device = copy->device;
	return 0;
}

/* Everything of a request that is about who asks. `task`: the caller; `uses`: GK_USES_*. */
static __always_inline void gather_caller(struct gk_request *request, struct task_struct *task, __u64 uses)
{
	const struct cred *cred = task->cred;
	const struct mm_struct *mm = task->mm;
	const struct file *executable = mm ? mm->exe_file : NULL;

	request->namespaces = caller_namespaces(task, cred);
	request->uid = cred->uid.val;
	/* Where a workload was kept, the record has it, too. */
	if ((uses & GK_USES_CALLER_CGROUP || gk_moved) && find_workload(&request->caller, task))
		request->namespaces = GK_ALL_NAMESPACES;
	if (executable) {
		const struct inode *inode = executable->f_inode;

		request->executable_inode = inode->i_ino;
		request->executable_device = inode->i_sb->s_dev;
		if (__builtin_expect(gk_renumbered, 0))
			number_executable(inode, request);
	}
	if (uses & GK_USES_CAPABILITIES)
		request->capabilities = effective_capabilities(task);
}

VERIFIED_ALONE int gk_gather_caller(struct gk_request *request, __u64 uses)
{
	if (request)
		gather_caller(request, bpf_get_current_task_btf(), uses);
	return 0;
}

#endif
