// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The guard of the pins: a program ends when its link's last pin and descriptor are gone. Attached only when the policy
 * has `protect: self` or more; what concerns another file system costs one comparison.
 *
 * hooks:
 *   lsm/inode_unlink, lsm/inode_rmdir, lsm/inode_rename  pins and their directories, by the inode's file system
 *   lsm/inode_rmdir, lsm/inode_rename                    what a mount on the way to the pins is mounted on
 *   lsm/sb_umount                                        that file system, and what takes it along
 *   lsm/move_mount, lsm/sb_mount, lsm/sb_pivotroot       what would bring it below a mount that is being unmounted
 *
 * Something may be mounted over it, or over /sys: that hides the pins and ends nothing. A copy of the mount in another
 * mount namespace comes and goes with that; only one that shares its changes with the host's is kept.
 */
#include <linux/errno.h>

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/event/guard-event.bpf.h"

#define NAME_GATEKEEP 0x7065656b65746167ULL /* "gatekeep" */
#define NAME_ER 0x7265                      /* "er" */
#define NAME_ROOTFS 0x007366746f6f72ULL     /* "rootfs" */

#define MNT_DETACH 2                    /* include/linux/fs.h */
#define MS_MOVE 8192                    /* include/uapi/linux/mount.h */
#define DCACHE_MOUNTED (1 << 15)        /* include/linux/dcache.h */
#define DCACHE_MOUNTED_BEFORE (1 << 16) /* up to 6.13 */

#define MOUNTS_ABOVE_MAX 32
#define PEERS_MAX 256

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

/*
 * An unmount spreads to where the mount that it is on is shared. So the pins go with each mount that stands above a
 * peer of the one that they are mounted on. True as well if there are more peers than we look at.
 */
VERIFIED_ALONE int gk_is_above_peer(__u64 pins, __u64 above)
{
	struct mount *parent = READ((struct mount *)pins, mnt_parent), *peer = parent;
	int i;

	if (!READ(parent, mnt_group_id))
		return 0;
	for (i = 0; i < PEERS_MAX; i++) {
		peer = (void *)READ(peer, mnt_share.next) - bpf_core_field_offset(struct mount, mnt_share);
		if (peer == parent)
			return 0;
		if (gk_is_below(address_of(peer), above))
			return 1;
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

/*
 * A directory that is a mount point only in other mount namespaces can be removed, and its mounts end with it: without
 * an unmount. (The bit was another one up to 6.13, and then one that ends with the dentry.)
 */
static __always_inline bool is_under_pins(struct dentry *dentry)
{
	return dentry->d_flags & (DCACHE_MOUNTED | DCACHE_MOUNTED_BEFORE) && gk_carries_pins(address_of(dentry));
}

SEC("lsm/inode_rmdir")
int BPF_PROG(gk_rmdir, struct inode *dir, struct dentry *dentry)
{
	if (!(is_pins_superblock(dir->i_sb) && is_pin(dentry)) && !is_under_pins(dentry))
		return 0;
	return deny_caller(GK_GUARD_UNLINK);
}

SEC("lsm/inode_rename")
int BPF_PROG(gk_rename, struct inode *old_dir, struct dentry *old_dentry, struct inode *new_dir,
	     struct dentry *new_dentry)
{
	bool pins = is_pins_superblock(old_dir->i_sb) && (is_pin(old_dentry) || is_pin(new_dentry));

	if (!pins && !is_under_pins(new_dentry))
		return 0;
	return deny_caller(GK_GUARD_RENAME);
}

static __always_inline __u64 mount_of(const struct vfsmount *vfsmount)
{
	return address_of(vfsmount) - bpf_core_field_offset(struct mount, mnt);
}

/* Is the mount the host's, or one that takes the host's with it? */
static __always_inline bool is_shared_with_host(struct vfsmount *vfsmount)
{
	struct mount *mount = (void *)mount_of(vfsmount);

	return (__u64)READ(mount, mnt_ns) == gk_host.address[GK_NS_MNT] || READ(mount, mnt_group_id) ||
	       READ(mount, mnt_parent, mnt_group_id);
}

/*
 * A lazy unmount takes with it what is mounted below; another one fails if there is something. Where nothing is,
 * nothing is below its peers that would go with it, either (fs/pnode.c: what has other children stays).
 */
static __always_inline bool takes_pins(struct vfsmount *vfsmount)
{
	__u64 above = mount_of(vfsmount), pins;

	if ((__u64)READ((struct mount *)above, mnt_mounts.next) ==
	    above + bpf_core_field_offset(struct mount, mnt_mounts))
		return false;
	pins = pins_mount();
	return pins && (gk_is_below(pins, above) || gk_is_above_peer(pins, above));
}

SEC("lsm/sb_umount")
int BPF_PROG(gk_umount, struct vfsmount *mnt, int flags)
{
	if (is_pins_superblock(mnt->mnt_sb)) {
		if (!is_shared_with_host(mnt))
			return 0;
	} else if (!(flags & MNT_DETACH) || !takes_pins(mnt)) {
		return 0;
	}
	return deny_caller(GK_GUARD_UMOUNT);
}

/*
 * The kernel asks about a lazy unmount before it takes the lock of all mounts (fs/namespace.c do_umount()), and takes
 * what is below by then. So what the pins are on stays where it is: a move between the two would bring the pins below.
 * Only the initramfs moves it, to the real root, while that of process 1 is its file system. Process 1 is no exception
 * later on: root on the host can trace it.
 */
static __always_inline bool may_move_pins(void)
{
	struct pid_namespace *pids = (void *)gk_host.address[GK_NS_PID];
	__u64 name = 0;

	if (!gk_host.in_initramfs)
		return false;
	bpf_probe_read_kernel(&name, sizeof("rootfs"), READ(pids, child_reaper, fs, root.mnt, mnt_sb, s_type, name));
	return name == NAME_ROOTFS;
}

/* Only who is in it moves what is mounted in the host's mount namespace. */
static __always_inline bool moves_host_mounts(struct task_struct *task)
{
	return (__u64)task->nsproxy->mnt_ns == gk_host.address[GK_NS_MNT];
}

/*
 * Would the move change what the pins are on? A mount that they are on would be moved; one that is attached could come
 * beneath one of those (MOVE_MOUNT_BENEATH); or a mount could join the peers that unmount together with the one that
 * the pins are mounted on (MOVE_MOUNT_SET_GROUP). The hook has no flags.
 */
static __always_inline bool moves_pins(const struct path *from, const struct path *to)
{
	__u64 moved = mount_of(from->mnt), target = mount_of(to->mnt), pins = pins_mount();
	bool is_root = to->mnt->mnt_root == to->dentry;
	int group;

	if (!pins || may_move_pins())
		return false;
	if (gk_is_below(pins, moved))
		return true;
	if ((__u64)READ((struct mount *)moved, mnt_ns) == gk_host.address[GK_NS_MNT] && gk_is_below(pins, target) &&
	    (is_root || gk_carries_pins(address_of(to->dentry))))
		return true;
	group = READ((struct mount *)pins, mnt_parent, mnt_group_id);
	return is_root && group && READ((struct mount *)moved, mnt_group_id) == group &&
	       from->mnt->mnt_sb == to->mnt->mnt_sb;
}

SEC("lsm/move_mount")
int BPF_PROG(gk_move_mount, const struct path *from_path, const struct path *to_path)
{
	return moves_pins(from_path, to_path) ? deny_caller(GK_GUARD_MOVE) : 0;
}

/* mount() with MS_MOVE gives the name of what it moves: no program can tell what that will lead to. */
SEC("lsm/sb_mount")
int BPF_PROG(gk_mount, const char *dev_name, const struct path *path, const char *type, unsigned long flags)
{
	if (!(flags & MS_MOVE) || !moves_host_mounts(bpf_get_current_task_btf()) || !pins_mount() || may_move_pins())
		return 0;
	return deny_caller(GK_GUARD_MOVE);
}

/* pivot_root() moves the mount that is the caller's root. */
SEC("lsm/sb_pivotroot")
int BPF_PROG(gk_pivot_root, const struct path *old_path, const struct path *new_path)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 root = mount_of(READ(task, fs, root.mnt)), pins;

	if (!moves_host_mounts(task))
		return 0;
	pins = pins_mount();
	if (!pins || !gk_is_below(pins, root) || may_move_pins())
		return 0;
	return deny_caller(GK_GUARD_MOVE);
}
