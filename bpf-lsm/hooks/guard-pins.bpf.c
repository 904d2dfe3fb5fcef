// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The guard of the pins: a program ends when its link's last pin and descriptor are gone. Attached only when the policy
 * has `protect: self` or more; what concerns another file system costs one comparison.
 *
 * hooks:
 *   lsm/inode_unlink, lsm/inode_rmdir, lsm/inode_rename  pins and their directories, by the inode's file system
 *   lsm/inode_rmdir, lsm/inode_rename                    what a mount on the way to the pins is mounted on
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/pins-mount.bpf.h"
#include "bpf-lsm/decision/guarded.bpf.h"

#define NAME_GATEKEEP 0x7065656b65746167ULL /* "gatekeep" */
#define NAME_ER 0x7265                      /* "er" */

#define DCACHE_MOUNTED (1 << 15)        /* include/linux/dcache.h */
#define DCACHE_MOUNTED_BEFORE (1 << 16) /* up to 6.13 */

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

GUARD("lsm/inode_unlink")
int BPF_PROG(gk_unlink, struct inode *dir, struct dentry *dentry)
{
	if (!is_pins_superblock(dir->i_sb) || !is_pin(dentry))
		return 0;
	return deny_change(GK_GUARD_UNLINK);
}

/*
 * A directory that is a mount point only in other mount namespaces can be removed, and its mounts end with it: without
 * an unmount. (The bit was another one up to 6.13, and then one that ends with the dentry.)
 */
static __always_inline bool is_under_pins(struct dentry *dentry)
{
	return dentry->d_flags & (DCACHE_MOUNTED | DCACHE_MOUNTED_BEFORE) && gk_carries_pins(address_of(dentry));
}

GUARD("lsm/inode_rmdir")
int BPF_PROG(gk_rmdir, struct inode *dir, struct dentry *dentry)
{
	if (!(is_pins_superblock(dir->i_sb) && is_pin(dentry)) && !is_under_pins(dentry))
		return 0;
	return deny_change(GK_GUARD_UNLINK);
}

GUARD("lsm/inode_rename")
int BPF_PROG(gk_rename, struct inode *old_dir, struct dentry *old_dentry, struct inode *new_dir,
	     struct dentry *new_dentry)
{
	bool pins = is_pins_superblock(old_dir->i_sb) && (is_pin(old_dentry) || is_pin(new_dentry));

	if (!pins && !is_under_pins(new_dentry))
		return 0;
	return deny_change(GK_GUARD_RENAME);
}
