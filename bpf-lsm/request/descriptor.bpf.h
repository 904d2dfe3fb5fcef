/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What a request acts on: descriptor -> file -> cgroup, link or program, the way the kernel itself will resolve it
 * a moment later (kernel/cgroup/cgroup.c cgroup_get_from_fd, kernel/bpf/syscall.c bpf_link_get_from_fd). Another
 * thread may repoint the descriptor in between; that can't happen exactly when the descriptor table has one user
 * (fs/file.c __fget_light relies on the same), so a shared table makes the target unknown.
 */
#ifndef BPF_LSM_REQUEST_DESCRIPTOR_BPF_H
#define BPF_LSM_REQUEST_DESCRIPTOR_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/caller/workload.bpf.h"

static __always_inline struct file *file_of(struct task_struct *task, __u32 fd)
{
	struct fdtable *table = task->files->fdt;
	struct file *file = NULL;

	if (fd < table->max_fds)
		bpf_probe_read_kernel(&file, sizeof(file), table->fd + fd);
	return file;
}

/* The cgroup of a descriptor, O_PATH ones included; NULL when it is not a directory of cgroup v2. */
static __always_inline struct cgroup *cgroup_of(struct file *file)
{
	struct inode *inode = READ(file, f_inode);
	struct kernfs_node *kn;

	if (READ(inode, i_sb, s_magic) != CGROUP2_SUPER_MAGIC)
		return NULL;
	kn = READ(inode, i_private);
	if ((READ(kn, flags) & KERNFS_TYPE_MASK) != KERNFS_DIR)
		return NULL;
	return READ(kn, priv);
}

/* The network namespace of a descriptor of /proc/PID/ns/net; 0 when it is none of nsfs. */
static __always_inline __u64 netns_of(struct file *file)
{
	struct inode *inode = READ(file, f_inode);
	__u64 common;

	if (READ(inode, i_sb, s_magic) != NSFS_MAGIC)
		return 0;
	common = (__u64)READ(inode, i_private);
	return common ? common - bpf_core_field_offset(struct net, ns) : 0;
}

/* The kernel's object behind a bpf descriptor whose kind shows in eight bytes of its name, which only it sets. */
static __always_inline void *anonymous_object(struct file *file, __u64 name, __u64 other_name)
{
	__u64 found = 0;

	if (READ(file, f_inode, i_sb, s_magic) != ANON_INODE_FS_MAGIC)
		return NULL;
	bpf_probe_read_kernel(&found, sizeof(found), READ(file, f_path.dentry, d_name.name));
	if (found != name && found != other_name)
		return NULL;
	return READ(file, private_data);
}

#define NAME_BPF_PROG 0x676f72702d667062ULL    /* "bpf-prog" */
#define NAME_BPF_LINK 0x6b6e696c5f667062ULL    /* "bpf_link": bpf_link_prime() */
#define NAME_BPF_LINK_FD 0x6b6e696c2d667062ULL /* "bpf-link": bpf_link_new_fd() */

static __always_inline struct bpf_prog *program_of(struct task_struct *task, __u32 fd)
{
	return anonymous_object(file_of(task, fd), NAME_BPF_PROG, NAME_BPF_PROG);
}

static __always_inline struct bpf_link *link_of(struct task_struct *task, __u32 fd)
{
	return anonymous_object(file_of(task, fd), NAME_BPF_LINK, NAME_BPF_LINK_FD);
}

#define NAME_BPF_MAP 0x70616d2d667062ULL /* "bpf-map" */

static __always_inline struct bpf_map *map_of(struct task_struct *task, __u32 fd)
{
	return anonymous_object(file_of(task, fd), NAME_BPF_MAP, NAME_BPF_MAP);
}

/* Of a cgroup link. */
static __always_inline __u32 link_attach_type(struct bpf_link *link)
{
	struct bpf_cgroup_link___type *before = (void *)link;
	struct bpf_link___attach_type *since = (void *)link;

	if (bpf_core_field_exists(before->type))
		return READ(before, type);
	if (bpf_core_field_exists(since->attach_type))
		return READ(since, attach_type);
	return GK_NO_NUMBER;
}

/* The network namespace that a link acts on; 0 where it is not known. */
static __always_inline __u64 link_netns(struct bpf_link *link, __u32 type)
{
	if (type == GK_LINK_NETNS && bpf_core_type_exists(struct bpf_netns_link))
		return (__u64)READ((struct bpf_netns_link *)link, net);
	if (type == GK_LINK_XDP && bpf_core_type_exists(struct bpf_xdp_link))
		return (__u64)READ((struct bpf_xdp_link *)link, dev, nd_net.net);
	if (type == GK_LINK_NETFILTER && bpf_core_type_exists(struct bpf_nf_link))
		return (__u64)READ((struct bpf_nf_link *)link, net);
	if (type == GK_LINK_TCX && bpf_core_type_exists(struct tcx_link))
		return (__u64)READ((struct tcx_link *)link, dev, nd_net.net);
	if (type == GK_LINK_NETKIT && bpf_core_type_exists(struct netkit_link))
		return (__u64)READ((struct netkit_link *)link, dev, nd_net.net);
	return 0;
}

/* What user space knows a cgroup by: the id of its kernfs node; 0: none. */
static __always_inline __u64 cgroup_id(struct cgroup *cgroup)
{
	return cgroup ? READ(cgroup, kn, id) : 0;
}

/* Is `cgroup`, which has `cgroup_level`, at `base` or below it? */
static __always_inline bool is_at_or_below(__u64 cgroup, __u32 cgroup_level, const struct gk_cgroup_place *base)
{
	struct cgroup *ancestor;

	if (cgroup_level < base->level)
		return false;
	ancestor = cgroup_at_level(cgroup, base->level);
	return base->kept ? cgroup_id(ancestor) == base->id : (__u64)ancestor == base->where;
}

/*
 * Where a workload is kept, that is the root of what is its own; where none is, the root of its cgroup namespace, if it
 * is at or below that.
 */
static __always_inline void raise_to_root(struct gk_cgroup_place *own, struct cgroup_namespace *ns)
{
	struct gk_cgroup_place root = {};
	struct cgroup *cgroup = ns->root_cset->dfl_cgrp;

	if ((__u64)cgroup == own->where || !cgroup->level)
		return;
	root.where = (__u64)cgroup;
	root.level = cgroup->level;
	if (is_at_or_below(own->where, own->level, &root))
		*own = root;
}

/*
 * Where `cgroup`, which has `level`, lies for the caller: enum gk_target. In the root of the hierarchy, which is the
 * host's, nothing is its own.
 */
static __always_inline __u8 relation_of(struct task_struct *task, __u64 cgroup, __u32 level, bool init_cgroup_ns)
{
	struct gk_cgroup_place own = {};

	set_place(&own, task->cgroups->dfl_cgrp);
	if (gk_moved && find_kept_workload(&own, task))
		return GK_TARGET_UNKNOWN;
	if (!init_cgroup_ns && !own.kept)
		raise_to_root(&own, task->nsproxy->cgroup_ns);
	if (!cgroup || !own.level || !is_at_or_below(cgroup, level, &own))
		return GK_TARGET_OUTSIDE;
	return level == own.level ? GK_TARGET_OWN : GK_TARGET_BELOW;
}

#endif
