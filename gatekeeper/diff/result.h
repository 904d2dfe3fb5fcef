/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a comparison of two images has found. */
#ifndef GATEKEEPER_DIFF_RESULT_H
#define GATEKEEPER_DIFF_RESULT_H

#include "gatekeeper/diff/classes.h"

#define DIFF_FRAMES 80 /* 16 sets of parts, with each state of a program */

/* The requests of one frame that one rule decided before, and another one after. */
struct diff_change {
	unsigned int rule[DIFF_SIDES];  /* GK_NO_RULE: the default */
	unsigned int frame;             /* and those that are like it */
	uint64_t *classes[DIFF_LEVELS]; /* by level: the classes that some of these requests are of */
	struct gk_request example;
};

/* The classes of the levels that depend on the frame; of others, they are in struct difference. */
struct diff_frame_classes {
	struct diff_frame frame;
	size_t like; /* the frame with equal classes, whose changes are also its own; itself if there is none before it
		      */
	struct diff_classes level[DIFF_TAG + 1];
};

struct difference {
	struct diff_input input;
	struct diff_frame_classes *frame;
	size_t frame_count;
	struct diff_classes shared[DIFF_LEVELS]; /* by level, from DIFF_CALLER on */
	struct diff_change *change;
	size_t change_count;
	size_t memory;            /* in bytes, of all changes */
	unsigned long long steps; /* of all walks */
};

static inline const struct diff_classes *diff_level_classes(const struct difference *difference, size_t frame,
							    enum diff_level level)
{
	return diff_level_is_of_frame(level) ? &difference->frame[frame].level[level] : &difference->shared[level];
}

#endif
