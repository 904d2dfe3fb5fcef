/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* File systems in which several files have the same device and inode number. */
#ifndef BPF_LSM_KERNEL_SUBVOLUME_BPF_H
#define BPF_LSM_KERNEL_SUBVOLUME_BPF_H

#include "bpf-lsm/contract/file-number.h"
#include "bpf-lsm/kernel/types.bpf.h"

#define BTRFS_SUPER_MAGIC 0x9123683e /* include/uapi/linux/magic.h */

static __always_inline bool has_subvolumes(const struct inode *inode)
{
	__u64 magic = inode->i_sb->s_magic;

	return magic == BTRFS_SUPER_MAGIC || magic == BCACHEFS_SUPER_MAGIC;
}

/*
 * fs/btrfs/btrfs_inode.h. The types of a module are known if it was there when the programs were loaded: it was if the
 * policy named a file of btrfs then.
 */
static __always_inline __u64 subvolume_of(const struct inode *inode)
{
	const struct btrfs_inode *file;

	if (inode->i_sb->s_magic != BTRFS_SUPER_MAGIC || !bpf_core_field_exists(struct btrfs_inode, vfs_inode) ||
	    !bpf_core_field_exists(struct btrfs_root, root_key))
		return GK_SUBVOLUME_UNKNOWN;
	file = (const void *)inode - bpf_core_field_offset(struct btrfs_inode, vfs_inode);
	return BPF_CORE_READ(file, root, root_key.objectid); /* no kernel function casts to a type of a module */
}

#endif
