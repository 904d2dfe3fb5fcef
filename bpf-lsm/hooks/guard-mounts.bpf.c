// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The guard of the mount of the pins: an unmount takes it along with what it is on. Attached as guard-pins.bpf.c.
 *
 * hooks:
 *   lsm/sb_umount                                   the file system of the pins, and what takes it along
 *   lsm/move_mount, lsm/sb_mount, lsm/sb_pivotroot  what would bring it below a mount that is being unmounted
 *
 * Something may be mounted over it, or over /sys: that hides the pins and ends nothing. A copy of the mount in another
 * mount namespace comes and goes with that; only one that shares its changes with the host's is kept.
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/initramfs.bpf.h"
#include "bpf-lsm/caller/pins-mount.bpf.h"
#include "bpf-lsm/decision/guarded.bpf.h"

#define MNT_DETACH 2 /* include/linux/fs.h */
#define MS_MOVE 8192 /* include/uapi/linux/mount.h */

#define PEERS_MAX 256
#define MASTERS_MAX 16

/*
 * An unmount spreads from a mount to its peers and to their slaves. So the pins go with each mount that stands above a
 * peer of the one that they are mounted on, or above its master, a peer of that, and so on. True as well if there are
 * more of them than we look at.
 */
VERIFIED_ALONE int gk_is_above_source(__u64 pins, __u64 above)
{
	struct mount *first = READ((struct mount *)pins, mnt_parent), *peer = first;
	int i;

	for (i = 0; i < PEERS_MAX; i++) {
		peer = (void *)READ(peer, mnt_share.next) - bpf_core_field_offset(struct mount, mnt_share);
		if (peer == first) {
			first = READ(first, mnt_master);
			peer = first;
			if (!first)
				return 0;
		}
		if (gk_is_below(address_of(peer), above))
			return 1;
	}
	return 1;
}

/* Does what happens to the mounts on a peer of this group happen to the pins, too? True as well if that is unknown. */
VERIFIED_ALONE int gk_spreads_to_pins(__u64 pins, int group)
{
	struct mount *mount = READ((struct mount *)pins, mnt_parent);
	int i;

	for (i = 0; mount && i < MASTERS_MAX; i++) {
		if (READ(mount, mnt_group_id) == group)
			return 1;
		mount = READ(mount, mnt_master);
	}
	return mount != NULL;
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
	return pins && (gk_is_below(pins, above) || gk_is_above_source(pins, above));
}

GUARD("lsm/sb_umount")
int BPF_PROG(gk_umount, struct vfsmount *mnt, int flags)
{
	if (is_pins_superblock(mnt->mnt_sb)) {
		if (!is_shared_with_host(mnt))
			return 0;
	} else if (!(flags & MNT_DETACH) || !takes_pins(mnt)) {
		return 0;
	}
	return deny_change(GK_GUARD_UMOUNT);
}

/*
 * The mount of the pins, which must stay where it is, with what it is on; 0: it may move. The kernel asks about a lazy
 * unmount before it takes the lock of all mounts (fs/namespace.c do_umount()), and takes what is below by then: a move
 * between the two would bring the pins below. Only the initramfs moves them, to the real root.
 */
static __always_inline __u64 kept_mount(void)
{
	return is_initramfs() ? 0 : pins_mount();
}

/*
 * Would the call make a mount the peer of another one (MOVE_MOUNT_SET_GROUP), so that the pins go with what is
 * unmounted there? Either a mount joins those whose unmounts spread to the pins, or one that the pins are on joins
 * others. The hook has no flags: this is what such a call needs (fs/namespace.c do_set_group()), and hardly any other.
 */
static __always_inline bool joins_peers(const struct path *from, const struct path *to, __u64 pins)
{
	struct mount *moved = (void *)mount_of(from->mnt);
	int group;

	if (to->mnt->mnt_root != to->dentry || from->mnt->mnt_sb != to->mnt->mnt_sb)
		return false;
	group = READ(moved, mnt_group_id);
	if (group && gk_spreads_to_pins(pins, group))
		return true;
	return (group || READ(moved, mnt_master)) && gk_is_below(pins, mount_of(to->mnt));
}

/*
 * Would the move change what the pins are on? A mount that they are on would be moved; or one that is attached could
 * come beneath one of those (MOVE_MOUNT_BENEATH).
 */
static __always_inline bool moves_pins(const struct path *from, const struct path *to)
{
	__u64 moved = mount_of(from->mnt), target = mount_of(to->mnt), pins = kept_mount();

	if (!pins)
		return false;
	if (gk_is_below(pins, moved))
		return true;
	if ((__u64)READ((struct mount *)moved, mnt_ns) == gk_host.address[GK_NS_MNT] && gk_is_below(pins, target) &&
	    (to->mnt->mnt_root == to->dentry || gk_carries_pins(address_of(to->dentry))))
		return true;
	return joins_peers(from, to, pins);
}

GUARD("lsm/move_mount")
int BPF_PROG(gk_move_mount, const struct path *from_path, const struct path *to_path)
{
	return moves_pins(from_path, to_path) ? deny_change(GK_GUARD_MOVE) : 0;
}

/* Only who is in it moves the mounts of the host's mount namespace by what follows. */
static __always_inline bool is_in_host_mounts(struct task_struct *task)
{
	return (__u64)task->nsproxy->mnt_ns == gk_host.address[GK_NS_MNT];
}

/* mount() with MS_MOVE gives the name of what it moves: no program can tell what that will lead to. */
GUARD("lsm/sb_mount")
int BPF_PROG(gk_mount, const char *dev_name, const struct path *path, const char *type, unsigned long flags)
{
	if (!(flags & MS_MOVE) || !is_in_host_mounts(bpf_get_current_task_btf()) || !kept_mount())
		return 0;
	return deny_change(GK_GUARD_MOVE);
}

/* pivot_root() moves the mount that is the caller's root. */
GUARD("lsm/sb_pivotroot")
int BPF_PROG(gk_pivot_root, const struct path *old_path, const struct path *new_path)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 root = mount_of(READ(task, fs, root.mnt)), pins;

	if (!is_in_host_mounts(task))
		return 0;
	pins = kept_mount();
	return pins && gk_is_below(pins, root) ? deny_change(GK_GUARD_MOVE) : 0;
}
