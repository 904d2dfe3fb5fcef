/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* gk_decide() in user space: a cgroup's place is the ids of the cgroups from the root down to it. */
#ifndef POLICY_IMAGE_DECISION_H
#define POLICY_IMAGE_DECISION_H

#include <stdint.h>

#include "bpf-lsm/contract/decide.h"

static __always_inline __u64 gk_ancestor(const struct gk_cgroup_place *place, __u32 level)
{
	const __u64 *ids = (const __u64 *)(uintptr_t)place->where;

	return level <= place->level ? ids[level] : 0;
}

static __always_inline __u32 gk_find_caller_cgroup(const struct gk_image *image, const struct gk_request *request)
{
	return gk_find_cgroup(image, &image->caller_level, &request->caller);
}

static __always_inline __u32 gk_find_caller_uid(const struct gk_image *image, const struct gk_request *request)
{
	return gk_find_uid(image, request->uid);
}

#endif
