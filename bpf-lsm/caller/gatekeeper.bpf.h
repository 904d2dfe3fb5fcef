/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Who is the gatekeeper, and what its protection lets which caller do.
 *
 * A task is the gatekeeper when it was started as it: its file by device and inode, unchanged since the programs were
 * loaded, and nobody traced it (hooks/mark-exec.bpf.c marks it then). Not by its mm's exe_file, which
 * prctl(PR_SET_MM_EXE_FILE) sets to any file. The task that loaded the programs started before they saw that: it is
 * known by pid and start.
 */
#ifndef BPF_LSM_CALLER_GATEKEEPER_BPF_H
#define BPF_LSM_CALLER_GATEKEEPER_BPF_H

#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"

static __always_inline bool is_gatekeeper(struct task_struct *task)
{
	struct gk_mark *mark;

	if ((__u32)task->tgid == gk_host.loader_tgid && task->start_boottime == gk_host.loader_started)
		return true;
	mark = bpf_task_storage_get(&gk_marks, task, NULL, 0);
	return mark && mark->clean;
}

/* On the host: it can't be locked out by the policy that it loads. */
static __always_inline bool caller_is_gatekeeper(const struct gk_request *request)
{
	/* A first look: number_of_file() has these bits of the inode's number everywhere. */
	return !request->namespaces && (__u32)request->executable_inode == (__u32)gk_host.loader_inode &&
	       request->executable_device == gk_host.loader_device && is_gatekeeper(bpf_get_current_task_btf());
}

/* enum gk_protection, as it is now: nothing while it is lifted. */
static __always_inline __u32 current_protection(void)
{
	__u32 protect = gk_gate.protect;

	if (protect != GK_PROTECT_OFF && gk_seal.until > bpf_ktime_get_boot_ns())
		return GK_PROTECT_OFF;
	return protect;
}

/* Is there a protection that is lifted for a while? */
static __always_inline bool is_lifted(void)
{
	return gk_gate.protect != GK_PROTECT_OFF && current_protection() == GK_PROTECT_OFF;
}

/*
 * May the current task reach what is the gatekeeper's own? A container never; `change`: other than to read it. What is
 * sealed the gatekeeper itself can't change either, so that nothing is gained by bending it.
 */
static __always_inline bool may_reach_own(__u8 namespaces, bool change)
{
	__u32 protect = current_protection();

	if (namespaces || gk_is_never_host())
		return false;
	if (protect == GK_PROTECT_OFF)
		return true;
	if (protect == GK_PROTECT_SEALED && change)
		return false;
	return is_gatekeeper(bpf_get_current_task_btf());
}

static __always_inline __u8 current_namespaces(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return caller_namespaces(task, task->cred);
}

/* For what the gatekeeper answers to the host only: in any other namespace than the init one, or never the host. */
static __always_inline bool is_kept_out(void)
{
	return current_namespaces() || gk_is_never_host();
}

/* Is the task, the current one, not kept out, as one look tells? What concerns nobody ends here. */
static __always_inline bool is_surely_host(struct task_struct *task)
{
	return is_plainly_init(task, task->cred) && !(uses_of(published_image()) & GK_USES_NOT_HOST);
}

#endif
