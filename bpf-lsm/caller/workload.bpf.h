/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A task's workload: the cgroup into which the host put it. That is the one in which it is, unless a container moved
 * it: then the one before is kept, for the process and for its children, until the host moves it again.
 *
 * It is kept by the first thread of a process. A thread that becomes the first one, by execve(), takes it over
 * (hooks/mark-move.bpf.c).
 */
#ifndef BPF_LSM_CALLER_WORKLOAD_BPF_H
#define BPF_LSM_CALLER_WORKLOAD_BPF_H

#include <linux/errno.h>

#include "bpf-lsm/contract/decide.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/ancestor.bpf.h"

/* One cgroup, read once: the task may be moved to another meanwhile, and what is found out about this one is kept. */
static __always_inline void set_place(struct gk_cgroup_place *place, struct cgroup *cgroup)
{
	place->where = (__u64)cgroup;
	place->id = cgroup->kn->id;
	place->level = cgroup->level;
}

/*
 * The caller's workload where somebody has a kept one. Returns -ENOMEM if it can't be known: a look-up does not tell a
 * task without a storage from a storage that can't be had, so that a missing one is made.
 */
static __always_inline int find_kept_workload(struct gk_cgroup_place *place, struct task_struct *task)
{
	struct gk_workload *kept;

	kept = bpf_task_storage_get(&gk_workloads, task->group_leader, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!kept)
		return -ENOMEM;
	if (!kept->id)
		return 0;
	place->where = (__u64)kept->above;
	place->id = kept->id;
	place->level = kept->level;
	place->kept = 1;
	return 0;
}

VERIFIED_ALONE int gk_find_kept_workload(struct gk_cgroup_place *place)
{
	return place ? find_kept_workload(place, bpf_get_current_task_btf()) : 0;
}

/* The caller's workload. Returns 0 or -ENOMEM. */
static __always_inline int find_workload(struct gk_cgroup_place *place, struct task_struct *task)
{
	set_place(place, task->cgroups->dfl_cgrp);
	return gk_moved ? gk_find_kept_workload(place) : 0;
}

/* Which side the caller is on by its workload: GK_ENTRY_*; never the host if that is not known. */
static __always_inline int caller_side(void)
{
	const struct gk_image *image = published_image();
	struct gk_cgroup_place place = {};
	__u32 index;

	if (!image || image->magic != GK_IMAGE_MAGIC || !(image->uses & GK_USES_CALLER_CGROUP))
		return 0;
	if (find_workload(&place, bpf_get_current_task_btf()))
		return GK_ENTRY_NOT_HOST;
	index = gk_find_cgroup(image, &image->caller_level, &place);
	return image->entry[GK_INDEX(0, 0, index, GK_ENTRIES)].flags & (GK_SIDES - 1);
}

VERIFIED_ALONE int gk_caller_side(void)
{
	return caller_side();
}

/* Does the policy have cgroups in which nobody is the host, and is the caller in one, or may be? */
VERIFIED_ALONE int gk_is_never_host(void)
{
	return uses_of(published_image()) & GK_USES_NOT_HOST && caller_side() & GK_ENTRY_NOT_HOST;
}

/* Adds the ids of a cgroup and of those above it. */
static __always_inline void keep_place(struct gk_workload *kept, struct cgroup *cgroup)
{
	struct gk_cgroup_place place = {.where = (__u64)cgroup, .level = cgroup->level};
	__u32 level;

	for (level = 0; level < GK_CGROUP_LEVELS; level++)
		kept->above[level] = level <= place.level ? gk_ancestor(&place, level) : 0;
	kept->level = place.level;
	kept->id = cgroup->kn->id;
}

/* Keeps the workload of a process by its first thread, before it leaves it. Returns 0 or -ENOMEM. */
static __always_inline int keep_workload(struct task_struct *leader)
{
	struct gk_workload *kept;

	gk_moved = 1;
	kept = bpf_task_storage_get(&gk_workloads, leader, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!kept)
		return -ENOMEM;
	if (!kept->id)
		keep_place(kept, leader->cgroups->dfl_cgrp);
	return 0;
}

/* `to` keeps what `from` keeps, or nothing. Returns 0 or -ENOMEM. */
static __always_inline int copy_workload(struct task_struct *to, struct task_struct *from)
{
	struct gk_workload *source, *copy;

	source = bpf_task_storage_get(&gk_workloads, from, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!source)
		return -ENOMEM;
	copy = bpf_task_storage_get(&gk_workloads, to, NULL, source->id ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);
	if (!copy)
		return source->id ? -ENOMEM : 0;
	*copy = *source;
	return 0;
}

#endif
