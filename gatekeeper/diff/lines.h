/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A difference in few lines: changes that belong together are one line. */
#ifndef GATEKEEPER_DIFF_LINES_H
#define GATEKEEPER_DIFF_LINES_H

#include "gatekeeper/diff/difference.h"
#include "gatekeeper/diff/extent.h"

/* All requests that were decided in one way before, and are in another one now; by one rule on one of the sides. */
struct diff_line {
	struct gk_decision decision[DIFF_SIDES]; /* verdict and logged */
	unsigned int *rule[DIFF_SIDES];          /* ascending; GK_NO_RULE, last: the default */
	size_t rule_count[DIFF_SIDES];
	struct diff_extent extent;
};

struct diff_lines {
	struct diff_extents extents;
	struct diff_line *line; /* what is allowed now first, what only another rule decides last */
	size_t count;
};

/* Returns 0 or -ENOMEM; to be released in each case. `difference` must outlive the lines. */
int diff_lines_find(const struct difference *difference, struct diff_lines *lines);
void diff_lines_release(struct diff_lines *lines);

/* Are both decided, and logged, in the same two ways? */
bool diff_lines_are_alike(const struct diff_line *one, const struct diff_line *other);

#endif
