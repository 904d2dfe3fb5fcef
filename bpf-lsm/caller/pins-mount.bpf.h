/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Where the pins are: their file system, its mount in the host's mount namespace, and what that is on. */
#ifndef BPF_LSM_CALLER_PINS_MOUNT_BPF_H
#define BPF_LSM_CALLER_PINS_MOUNT_BPF_H

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/origin.bpf.h"

#define MOUNTS_ABOVE_MAX 32

static __always_inline bool is_pins_superblock(const struct super_block *superblock)
{
	return (__u64)superblock == gk_host.pins_superblock;
}

static __always_inline __u64 mount_of(const struct vfsmount *vfsmount)
{
	return address_of(vfsmount) - bpf_core_field_offset(struct mount, mnt);
}

/* The mount of the pins, as the loader found it; 0 if it is gone: unmounted while nothing was protected. */
static __always_inline __u64 pins_mount(void)
{
	struct mount *mount = (void *)gk_host.pins_mount;

	if (!is_pins_superblock(READ(mount, mnt.mnt_sb)) || (__u64)READ(mount, mnt_ns) != gk_host.address[GK_NS_MNT])
		return 0;
	return (__u64)mount;
}

/* Is a mount, or one above it, this one? True as well if there are more than we look at. */
VERIFIED_ALONE int gk_is_below(__u64 from, __u64 above)
{
	struct mount *parent, *mount = (void *)from;
	int i;

	for (i = 0; i < MOUNTS_ABOVE_MAX; i++) {
		if ((__u64)mount == above)
			return 1;
		parent = READ(mount, mnt_parent);
		if (!parent || parent == mount)
			return 0;
		mount = parent;
	}
	return 1;
}

/* Is the dentry what a mount on the way to the pins is mounted on? */
VERIFIED_ALONE int gk_carries_pins(__u64 dentry)
{
	struct mount *parent, *mount = (void *)pins_mount();
	int i;

	for (i = 0; mount && i < MOUNTS_ABOVE_MAX; i++) {
		if ((__u64)READ(mount, mnt_mountpoint) == dentry)
			return 1;
		parent = READ(mount, mnt_parent);
		if (!parent || parent == mount)
			return 0;
		mount = parent;
	}
	return mount != NULL;
}

#endif
