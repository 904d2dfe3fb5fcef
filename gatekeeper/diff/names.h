/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The paths that two policies name, with what they stand for: an image has only the numbers. */
#ifndef GATEKEEPER_DIFF_NAMES_H
#define GATEKEEPER_DIFF_NAMES_H

#include <stddef.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/language/resolve.h"

#include "gatekeeper/diff/containers.h"

struct diff_cgroup {
	char *path;
	uint64_t ids[GK_CGROUP_LEVELS]; /* from the root down to it */
	unsigned int level;
};

struct diff_executable {
	char *path;
	struct executable_id id;
};

struct diff_names {
	struct resolver resolver; /* to compile both policies with: notes each path that was found */
	const struct resolver *base;
	struct diff_cgroup *cgroup;
	size_t cgroup_count;
	struct diff_executable *executable;
	size_t executable_count;
	struct diff_containers containers; /* unless `base` knows which there are */
};

/*
 * The ids of the cgroups from the root down to `path`; one that is not there has an id that no policy names. Returns 0
 * or a negative errno.
 */
int diff_find_cgroup_ids(const struct resolver *base, const char *path, uint64_t ret_ids[GK_CGROUP_LEVELS],
			 unsigned int *ret_level);

/* `base` must outlive `names`, and `names` must stay where it is. The first cgroup is one that no policy names. */
int diff_names_init(struct diff_names *names, const struct resolver *base);

void diff_names_release(struct diff_names *names);

/*
 * Finds the paths of cgroups that are in the image and were not noted, among those of this host. One that is not there
 * is left out: nobody can be in it. Returns 0 or -ENOMEM.
 */
int diff_names_add_host(struct diff_names *names, const struct gk_image *image);

/*
 * Adds a cgroup of each unit in the image, and one below it, for each slice that was noted and for one that no policy
 * names. `any` stands for the instance of a template and for the name of a type. Returns 0 or -ENOMEM.
 */
int diff_names_add_units(struct diff_names *names, const struct gk_image *image);

#endif
