/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* When a file was last changed, for telling the gatekeeper's executable from one that was written to since. */
#ifndef BPF_LSM_KERNEL_FILE_CHANGE_BPF_H
#define BPF_LSM_KERNEL_FILE_CHANGE_BPF_H

#include "bpf-lsm/kernel/types.bpf.h"

#define CHANGE_SECONDS_SHIFT 30
#define CHANGE_NANOSECONDS ((1ULL << CHANGE_SECONDS_SHIFT) - 1) /* above: a flag of 6.13 on */

/* The status change time, which no system call sets. */
static __always_inline __u64 inode_changed(const struct inode *inode)
{
	const struct inode___ctime *first = (const void *)inode;
	const struct inode___hidden_ctime *hidden = (const void *)inode;
	const struct inode___split_ctime *split = (const void *)inode;
	__u64 seconds = 0, nanoseconds = 0;

	if (bpf_core_field_exists(split->i_ctime_sec)) {
		seconds = READ(split, i_ctime_sec);
		nanoseconds = READ(split, i_ctime_nsec);
	} else if (bpf_core_field_exists(hidden->__i_ctime)) {
		seconds = READ(hidden, __i_ctime.tv_sec);
		nanoseconds = READ(hidden, __i_ctime.tv_nsec);
	} else if (bpf_core_field_exists(first->i_ctime)) {
		seconds = READ(first, i_ctime.tv_sec);
		nanoseconds = READ(first, i_ctime.tv_nsec);
	}
	return seconds << CHANGE_SECONDS_SHIFT | (nanoseconds & CHANGE_NANOSECONDS);
}

#endif
