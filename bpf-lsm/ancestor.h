/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What decide.h asks of the kernel side: the cgroups above the caller's own or above a target; what a caller is. */
#ifndef GK_ANCESTOR_H
#define GK_ANCESTOR_H

#include "decide.h"
#include "kernel.h"
#include "known.h"

static __always_inline __u64 gk_ancestor(const struct gk_cgroup_place *place, __u32 level)
{
	struct cgroup *ancestor = NULL;

	if (!place->where) /* the caller's own; 0 for a level below it */
		return bpf_get_current_ancestor_cgroup_id(level);
	bpf_probe_read_kernel(
		&ancestor, sizeof(ancestor),
		(void *)(place->where + bpf_core_field_offset(struct cgroup, ancestors) + level * sizeof(void *)));
	return BPF_CORE_READ(ancestor, kn, id);
}

static __always_inline __u32 gk_find_caller_cgroup(const struct gk_image *image, const struct gk_request *request)
{
	__u64 id = request->caller.id, product = id * image->seed;
	__u64 found = recall_known(image->known.cgroup, GK_ENTRY_BITS, product);

	if (id && found < GK_ENTRIES)
		return found;
	found = gk_find_cgroup(image, &image->caller_level, &request->caller);
	keep_known(image->known.cgroup, GK_ENTRY_BITS, product, found);
	return found;
}

static __always_inline __u32 gk_find_caller_uid(const struct gk_image *image, const struct gk_request *request)
{
	__u64 product = request->uid * image->seed;
	__u64 found = recall_known(image->known.uid, GK_UID_BITS, product);

	if (found < GK_UID_INTERVALS)
		return found;
	found = gk_find_uid(image, request->uid) & (GK_UID_INTERVALS - 1);
	keep_known(image->known.uid, GK_UID_BITS, product, found);
	return found;
}

#endif
