/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The changes of one frame while they are collected. */
#ifndef GATEKEEPER_DIFF_CHANGE_H
#define GATEKEEPER_DIFF_CHANGE_H

#include "gatekeeper/diff/possible.h"
#include "gatekeeper/diff/result.h"

struct change_set {
	struct difference *difference;
	const struct diff_classes *classes[DIFF_LEVELS];
	uint64_t *path[DIFF_LEVELS]; /* the classes that the walk has chosen, by level */
	struct possible possible;
	unsigned int *number; /* of a change, from 1, by the rules of both sides */
};

/* For the last frame. Returns 0 or -ENOMEM; to be released in each case. */
int change_set_init(struct change_set *set, struct difference *difference);
void change_set_release(struct change_set *set);

/* Can a request have one of the chosen targets and one of the chosen callers? The own cgroup is the caller's. */
bool change_set_is_possible(const struct change_set *set);

/*
 * One rule decided, and another one does, what has the classes of the path; levels from `level` on may have all.
 * Returns 0 with the number of the change, -ENOENT if there is no such request, -E2BIG or -ENOMEM.
 */
int change_set_add(struct change_set *set, size_t level, unsigned int before, unsigned int after,
		   unsigned int *ret_number);

/* The change has the classes of the path up to `level`, too. */
void change_set_widen(struct change_set *set, size_t level, unsigned int number);

#endif
