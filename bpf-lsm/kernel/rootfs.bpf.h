/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Is a process in the file system of an initramfs? */
#ifndef BPF_LSM_KERNEL_ROOTFS_BPF_H
#define BPF_LSM_KERNEL_ROOTFS_BPF_H

#include "bpf-lsm/kernel/types.bpf.h"

#define NAME_ROOTFS 0x007366746f6f72ULL /* "rootfs" */

/* By the file system's name: from 7.0 on its mount stands on another one, as that of a real root does. */
static __always_inline bool is_in_rootfs(struct task_struct *process)
{
	__u64 name = 0;

	bpf_probe_read_kernel(&name, sizeof("rootfs"), BPF_CORE_READ(process, fs, root.mnt, mnt_sb, s_type, name));
	return name == NAME_ROOTFS;
}

#endif
