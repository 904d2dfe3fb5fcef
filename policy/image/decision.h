/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * gk_decide() in user space: a cgroup's place is the ids of the cgroups from the root down to it. If `kept` is set, its
 * `id` is the address of its path, by which its unit is found.
 */
#ifndef POLICY_IMAGE_DECISION_H
#define POLICY_IMAGE_DECISION_H

#include <stdint.h>

#include "bpf-lsm/contract/decide.h"

static __always_inline __u64 gk_ancestor(const struct gk_cgroup_place *place, __u32 level)
{
	const __u64 *ids = (const __u64 *)(uintptr_t)place->where;

	return level <= place->level ? ids[level] : 0;
}

static __always_inline __u32 gk_find_level(const struct gk_image *image, const struct gk_cgroup_place *place,
					   __u32 level)
{
	return gk_entry_at_level(image, place, level);
}

static __always_inline __u32 gk_find_in_word(const struct gk_image *image, __u32 uses, const struct gk_cells *cells,
					     __u32 word)
{
	return gk_rule_in_word(image, uses, cells, word);
}

/* The index of the entry of the path of a cgroup, or of the name of a unit; GK_ENTRIES: it has none. */
__u32 image_find_path(const struct gk_image *image, const char *path);

/* The index of the entry of a caller's cgroup whose path is known. */
__u32 image_find_described(const struct gk_image *image, const struct gk_cgroup_place *place);

static __always_inline __u32 gk_find_caller_cgroup(const struct gk_image *image, const struct gk_request *request)
{
	if (request->caller.kept && image->has_units)
		return image_find_described(image, &request->caller);
	return gk_find_cgroup(image, &image->caller_level, &request->caller);
}

static __always_inline __u32 gk_find_caller_uid(const struct gk_image *image, const struct gk_request *request)
{
	return gk_find_uid(image, request->uid);
}

#endif
