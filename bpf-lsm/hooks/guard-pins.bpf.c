// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The guard of the pins: a program ends when its link's last pin and descriptor are gone. Attached only when the policy
 * has `protect: self` or more; what concerns another file system costs one comparison.
 *
 * hooks:
 *   lsm/inode_unlink, lsm/inode_rmdir, lsm/inode_rename  pins and their directories, by the inode's file system
 *   lsm/sb_umount                                        that file system, from the mount namespace of the host
 *
 * Something may be mounted over it, or over /sys, or the mount be moved: that hides the pins and ends nothing. A copy
 * of the mount in another mount namespace comes and goes with that; only one that shares its changes with the host's is
 * kept.
 */
#include <linux/errno.h>

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/event/guard-event.bpf.h"

#define NAME_GATEKEEP 0x7065656b65746167ULL /* "gatekeep" */
#define NAME_ER 0x7265                      /* "er" */

static __always_inline bool is_pins_superblock(const struct super_block *superblock)
{
	return (__u64)superblock == gk_host.pins_superblock;
}

/* gatekeeper, gatekeeper-staged, gatekeeper-retired: what gatekeeper/enforce/pins.c makes. */
static __always_inline bool has_pins_name(const struct dentry *dentry)
{
	const unsigned char *name = READ(dentry, d_name.name);
	__u64 head = 0;
	__u16 tail = 0;

	bpf_probe_read_kernel(&head, sizeof(head), name);
	bpf_probe_read_kernel(&tail, sizeof(tail), name + sizeof(head));
	return head == NAME_GATEKEEP && tail == NAME_ER;
}

/* A pin, or a directory of them. */
static __always_inline bool is_pin(const struct dentry *dentry)
{
	return has_pins_name(dentry) || has_pins_name(READ(dentry, d_parent));
}

static __noinline int deny_caller(__u32 guarded)
{
	if (may_reach_own(current_namespaces(), true))
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, guarded, -EPERM);
	return -EPERM;
}

SEC("lsm/inode_unlink")
int BPF_PROG(gk_unlink, struct inode *dir, struct dentry *dentry)
{
	if (!is_pins_superblock(dir->i_sb) || !is_pin(dentry))
		return 0;
	return deny_caller(GK_GUARD_UNLINK);
}

SEC("lsm/inode_rmdir")
int BPF_PROG(gk_rmdir, struct inode *dir, struct dentry *dentry)
{
	if (!is_pins_superblock(dir->i_sb) || !is_pin(dentry))
		return 0;
	return deny_caller(GK_GUARD_UNLINK);
}

SEC("lsm/inode_rename")
int BPF_PROG(gk_rename, struct inode *old_dir, struct dentry *old_dentry, struct inode *new_dir,
	     struct dentry *new_dentry)
{
	if (!is_pins_superblock(old_dir->i_sb) || (!is_pin(old_dentry) && !is_pin(new_dentry)))
		return 0;
	return deny_caller(GK_GUARD_RENAME);
}

/* Is the mount the host's, or one that takes the host's with it? */
static __always_inline bool is_shared_with_host(struct vfsmount *vfsmount)
{
	struct mount *mount = (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);

	return (__u64)READ(mount, mnt_ns) == gk_host.address[GK_NS_MNT] || READ(mount, mnt_group_id);
}

SEC("lsm/sb_umount")
int BPF_PROG(gk_umount, struct vfsmount *mnt)
{
	if (!is_pins_superblock(mnt->mnt_sb) || !is_shared_with_host(mnt))
		return 0;
	return deny_caller(GK_GUARD_UMOUNT);
}
