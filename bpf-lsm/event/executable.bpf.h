/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The path of the caller's executable, for the hooks that may ask the kernel for a path. */
#ifndef BPF_LSM_EVENT_EXECUTABLE_BPF_H
#define BPF_LSM_EVENT_EXECUTABLE_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/copy.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

#define SHORT_PATH 64

/* The path of the caller's executable: found out once for a task, and again when it executes another file. */
static __always_inline void write_executable(struct gk_event *event, struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	struct file *file = mm ? mm->exe_file : NULL;
	struct gk_executable *known;
	const struct gk_copy *copy;

	if (!file)
		return;
	known = bpf_task_storage_get(&gk_executables, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!known) {
		if (bpf_d_path(&file->f_path, event->executable, sizeof(event->executable)) < 0)
			event->executable[0] = 0;
		return;
	}
	if (known->file != (__u64)file || known->inode != event->executable_inode ||
	    known->device != event->executable_device) {
		known->file = (__u64)file;
		known->inode = event->executable_inode;
		known->device = event->executable_device;
		known->path[SHORT_PATH - 1] = 0;
		copy = find_copy(file->f_inode, event->namespaces);
		known->is_copy = !!copy;
		if (copy)
			__builtin_memcpy(known->path, copy->path, sizeof(known->path));
		else if (bpf_d_path(&file->f_path, known->path, sizeof(known->path)) < 0)
			known->path[0] = 0;
	}
	event->executable_copy = known->is_copy;
	/* Most paths are short. */
	__builtin_memcpy(event->executable, known->path, SHORT_PATH);
	if (known->path[SHORT_PATH - 1])
		__builtin_memcpy(event->executable + SHORT_PATH, known->path + SHORT_PATH,
				 sizeof(event->executable) - SHORT_PATH);
}

#endif
