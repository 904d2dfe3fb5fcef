// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Marks the tasks that are the gatekeeper, when they are started (caller/gatekeeper.bpf.h), and those that run a
 * program outside the init namespaces (caller/origin.bpf.h). Notes that process 1 has left the
 * initramfs (caller/initramfs.bpf.h).
 *
 * hooks:
 *   lsm/bprm_committed_creds  every execve(), when the new program is there and not running yet
 */
#include "bpf-lsm/kernel/file-change.bpf.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/copy.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/initramfs.bpf.h"
#include "bpf-lsm/caller/origin.bpf.h"

#define LSM_UNSAFE_PTRACE 2 /* include/linux/security.h: a tracer is there, and goes on to be */

static __always_inline bool is_loader_file(const struct file *file)
{
	const struct inode *inode = READ(file, f_inode);

	return READ(inode, i_ino) == gk_host.loader_inode && READ(inode, i_sb, s_dev) == gk_host.loader_device &&
	       inode_changed(inode) == gk_host.loader_changed;
}

/* Without the mark it could leave, so it does not run without it. */
static __always_inline void mark_origin(struct task_struct *task)
{
	__u8 foreign;

	if ((__u64)task->nsproxy == gk_host.nsproxy || !can_enter_init(task->cred))
		return;
	foreign = gk_present_namespaces();
	if (foreign && keep_namespaces(task, foreign))
		bpf_send_signal(SIGKILL);
}

/* A program that runs another one in its place is that one. */
SEC("lsm/bprm_committed_creds")
int BPF_PROG(gk_exec, struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();
	bool clean = !(bprm->unsafe & LSM_UNSAFE_PTRACE) && is_loader_file(bprm->file);
	struct gk_mark *mark;

	mark_origin(task);
	note_executable(bprm->file->f_inode);
	watch_initramfs();
	mark = bpf_task_storage_get(&gk_marks, task, NULL, clean ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);
	if (mark)
		mark->clean = clean;
	return 0;
}
