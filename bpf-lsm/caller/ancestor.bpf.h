/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What decide.h asks of the kernel side: the ids of the cgroups above the caller's own, or above a target. */
#ifndef BPF_LSM_CALLER_ANCESTOR_BPF_H
#define BPF_LSM_CALLER_ANCESTOR_BPF_H

#include "bpf-lsm/contract/decide.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/remembered.bpf.h"

static __always_inline __u64 gk_ancestor(const struct gk_cgroup_place *place, __u32 level)
{
	__u64 id = 0;

	if (place->kept) {
		bpf_probe_read_kernel(&id, sizeof(id), (void *)(place->where + level * sizeof(id)));
		return id;
	}
	return READ(cgroup_at_level(place->where, level), kn, id);
}

#endif
