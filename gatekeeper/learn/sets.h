/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The values of a learnt rule in one dimension: a set of texts. Equal sets have the same number, so that rules compare
 * by numbers.
 */
#ifndef GATEKEEPER_LEARN_SETS_H
#define GATEKEEPER_LEARN_SETS_H

#include "policy/language/names.h"

enum learn_dimension {
	LEARN_OPERATION,
	LEARN_ATTACH_TYPE,
	LEARN_TARGET, /* own, own-subtree and paths */
	LEARN_NETNS,
	LEARN_PROGRAM_TYPE,
	LEARN_EXECUTABLE,
	LEARN_CGROUP, /* of the caller: itself and what is below it; where nothing of the next ones is known */
	LEARN_UNIT,
	LEARN_CONTAINER_NAME,
	LEARN_IMAGE, /* without tag and digest */
	LEARN_KUBE_NAMESPACE,
	LEARN_RACE, /* of a target: LEARN_SURE or LEARN_VERIFY */
	LEARN_DIMENSIONS,
};

#define LEARN_SURE "sure"
#define LEARN_VERIFY "verify"

#define LEARN_ANY 0 /* the set that limits nothing */

struct learn_sets {
	struct names values;
	struct names sets; /* as the numbers of the values, ascending and separated by spaces */
	int error;         /* -ENOMEM once there was no memory: sets are LEARN_ANY then and must not be used */
};

int learn_sets_init(struct learn_sets *ret_sets);
void learn_sets_release(struct learn_sets *sets);

/* The set of one value. */
unsigned int learn_set_of(struct learn_sets *sets, const char *value);

/* The union, without members that another one includes: a cgroup includes those below it, own-subtree includes own. */
unsigned int learn_set_union(struct learn_sets *sets, enum learn_dimension dimension, unsigned int a, unsigned int b);

/* Whether `wide` includes all of `narrow`. */
bool learn_set_covers(struct learn_sets *sets, enum learn_dimension dimension, unsigned int wide, unsigned int narrow);

/* Iterates over the members: `*position` is 0 at first. NULL: no more. */
const char *learn_set_next(const struct learn_sets *sets, unsigned int set, size_t *position);

#endif
