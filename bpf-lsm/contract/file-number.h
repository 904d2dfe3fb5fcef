/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The number by which policies and records know an executable, with its device. It is that of the inode, but on btrfs
 * that is unique only within a subvolume, which any user can make in a directory of his, and a snapshot has the numbers
 * of what it is of. The ID of a subvolume is its own; only after a new mount can one that was the last, and is deleted,
 * come again (fs/btrfs/disk-io.c btrfs_init_root_free_objectid()).
 */
#ifndef BPF_LSM_CONTRACT_FILE_NUMBER_H
#define BPF_LSM_CONTRACT_FILE_NUMBER_H

#include <linux/types.h>

#define BCACHEFS_SUPER_MAGIC 0xca451a4e /* fs/bcachefs/bcachefs_format.h, up to 6.17: not known there */

#define GK_SUBVOLUME_SHIFT 40
#define GK_SUBVOLUME_UNKNOWN 0xffffffULL /* no policy names such a file */

/* Also too large a number is one that is not known. */
static inline __u64 gk_number_in_subvolume(__u64 inode, __u64 subvolume)
{
	if (inode >> GK_SUBVOLUME_SHIFT || subvolume > GK_SUBVOLUME_UNKNOWN)
		subvolume = GK_SUBVOLUME_UNKNOWN;
	return (inode & ((1ULL << GK_SUBVOLUME_SHIFT) - 1)) | subvolume << GK_SUBVOLUME_SHIFT;
}

static inline int gk_is_subvolume_known(__u64 number)
{
	return number >> GK_SUBVOLUME_SHIFT != GK_SUBVOLUME_UNKNOWN;
}

#endif
