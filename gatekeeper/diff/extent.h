/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the requests of some changes have, part by part. */
#ifndef GATEKEEPER_DIFF_EXTENT_H
#define GATEKEEPER_DIFF_EXTENT_H

#include <jansson.h>

#include "gatekeeper/diff/parts.h"
#include "gatekeeper/diff/result.h"

/* The values of each class, worked out once. */
struct diff_extents {
	const struct difference *difference;
	size_t words[DIFF_PART_COUNT]; /* of a set */
	uint64_t *of_class[DIFF_FRAMES]
			  [DIFF_PART_COUNT]; /* by class; what does not depend on the frame is in the first */
};

struct diff_extent {
	uint64_t *values[DIFF_PART_COUNT];   /* that the requests have */
	uint64_t *possible[DIFF_PART_COUNT]; /* that requests of the same operations can have */
};

/* Returns 0; the sets are worked out when they are needed. To be released. */
void diff_extents_init(const struct difference *difference, struct diff_extents *extents);
void diff_extents_release(struct diff_extents *extents);

/* What the requests of `count` changes have. Returns 0 or -ENOMEM; to be released in each case. */
int diff_extent_find(struct diff_extents *extents, const struct diff_change *const *change, size_t count,
		     struct diff_extent *extent);
void diff_extent_release(struct diff_extent *extent);

/* How a part of some requests is narrower than it can be. */
struct diff_condition {
	bool is_not;    /* all but these */
	json_t *values; /* an array of texts */
};

/* Returns 1 with a condition to be released by json_decref(), 0 if the part can have any value, or -ENOMEM. */
int diff_extent_condition(const struct diff_extents *extents, const struct diff_extent *extent, enum diff_part part,
			  struct diff_condition *ret_condition);

#endif
