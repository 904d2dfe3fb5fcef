/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which classes of targets and of callers go together: the own cgroup is the caller's. */
#ifndef GATEKEEPER_DIFF_POSSIBLE_H
#define GATEKEEPER_DIFF_POSSIBLE_H

#include "gatekeeper/diff/classes.h"

struct possible {
	const struct diff_classes *targets, *callers;
	bool *is_any;            /* by class of targets: some are not the own cgroup */
	uint64_t *target_cgroup; /* by class of targets: the set of cgroups of those that are */
	uint64_t *caller_cgroup; /* by class of callers */
	size_t words;            /* of one of these sets */
};

/* Returns 0 or -ENOMEM; to be released in each case. */
int possible_find(const struct diff_classes *targets, const struct diff_classes *callers, size_t cgroup_count,
		  struct possible *possible);
void possible_release(struct possible *possible);

/* Can a request have a target and a caller of these sets of classes? */
bool possible_is(const struct possible *possible, const uint64_t *targets, const uint64_t *callers);

#endif
