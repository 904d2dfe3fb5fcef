/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the loader learns from init-task.bpf.c before it loads the gate: kernel addresses, never shown to anyone. */
#ifndef BPF_LSM_CONTRACT_INIT_TASK_H
#define BPF_LSM_CONTRACT_INIT_TASK_H

#include <linux/types.h>

#include "bpf-lsm/contract/abi.h"

struct gk_init_task {
	struct gk_event_namespace ns[GK_NAMESPACE_COUNT]; /* what user space knows them by */
	__u64 address[GK_NAMESPACE_COUNT];                /* the init_task's namespaces; 0: not found */
	__u64 nsproxy;                                    /* of init_task: who shares it is init in all that it holds */
	__u64 loader_inode;                               /* the executable of the task that ran the probe */
	__u64 loader_changed;                             /* when that file was last changed, as inode_changed() says */
	__u64 loader_started;                             /* the task's start, ns since boot */
	__u64 pins_superblock;                            /* address of the one of `pins_fd`; 0: no BPF file system */
	__u64 pins_mount;                                 /* address of the struct mount of it; 0: as above */
	__u64 unprivileged; /* address of sysctl_unprivileged_bpf_disabled; 0: not known */
	__u32 loader_tgid;
	__u32 pins_fd;          /* in: a descriptor of the directory that the pins are in */
	__u32 loader_device;    /* as the kernel counts it: major << 20 | minor */
	__u8 loader_namespaces; /* bit n: the loader is not in the init namespace of type n */
	__u8 found;             /* 1: init_task was reached */
	__u8 in_initramfs;      /* 1: process 1 is in an initramfs, whose mounts move to the real root later */
	__u8 reserved;
};

#endif
