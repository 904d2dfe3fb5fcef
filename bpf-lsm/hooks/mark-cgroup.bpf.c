// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Knows the cgroups that a policy names from when they are made: see caller/made-cgroup.bpf.h. A cgroup that is made
 * while a policy is published is seen by gk_mkdir, or was there when gk_present ran: each has cgroup_mutex.
 *
 * hooks:
 *   tp_btf/cgroup_mkdir  a new cgroup, before anybody sees it
 *   tp_btf/cgroup_rmdir  its end
 *   iter/cgroup          run by the loader for the cgroups that are there, before an image is published
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/made-cgroup.bpf.h"

const struct gk_cgroup_path gk_no_path; /* not static: see operation.bpf.h */

/* Events have a cgroup's id only: its path is taken here, where it costs nobody anything. */
static __always_inline void remember_path(__u64 id, const char *path)
{
	struct gk_cgroup_path *to;

	bpf_map_update_elem(&gk_cgroups, &id, (void *)&gk_no_path, BPF_ANY);
	to = bpf_map_lookup_elem(&gk_cgroups, &id);
	if (to)
		bpf_probe_read_kernel_str(to->text, sizeof(to->text), path);
}

/* In each image by which is decided now, or may be. */
static __always_inline void find_in_images(__u64 cgroup, __u64 id)
{
	__u32 slot;

	if (gk_read_path(cgroup))
		return;
	for (slot = 0; slot <= GK_STAGED_SLOT; slot++)
		gk_seen.entry[slot] = GK_ENTRIES;
	gk_look_up(0);
	if (gk_seen.is_unit && !gk_read_unit(cgroup)) {
		gk_look_up(1);
		if (!gk_write_pattern(1))
			gk_look_up(1);
		if (!gk_write_pattern(0))
			gk_look_up(1);
	}
	for (slot = 0; slot <= GK_STAGED_SLOT; slot++)
		gk_add_made(slot, cgroup, id);
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(gk_mkdir, struct cgroup *cgrp, const char *path)
{
	__u64 id = cgrp->kn->id;

	if (cgrp->root->hierarchy_id)
		return 0;
	remember_path(id, path);
	find_in_images(address_of(cgrp), id);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(gk_cgroup_rmdir, struct cgroup *cgrp)
{
	__u64 id = cgrp->kn->id;
	__u32 slot;

	if (cgrp->root->hierarchy_id)
		return 0;
	for (slot = 0; slot <= GK_STAGED_SLOT; slot++)
		gk_remove_made(slot, id);
	return 0;
}

SEC("iter/cgroup")
int gk_present(struct bpf_iter__cgroup *ctx)
{
	struct cgroup *cgroup = ctx->cgroup;

	if (cgroup)
		find_in_images(address_of(cgroup), READ(cgroup, kn, id));
	return 0;
}
