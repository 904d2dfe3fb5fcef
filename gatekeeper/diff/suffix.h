/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which rules are the same from a level on: they match the same values of that level and of all behind it, and decide
 * alike. Rules of both images are numbered together, so that equal parts of them are seen without being walked.
 */
#ifndef GATEKEEPER_DIFF_SUFFIX_H
#define GATEKEEPER_DIFF_SUFFIX_H

#include "gatekeeper/diff/classes.h"

#define SUFFIX_DEAD 0 /* matches nothing from this level on */

struct suffixes {
	unsigned short id[DIFF_LEVELS + 1][DIFF_RULES]; /* the first rule that is the same, from 1; SUFFIX_DEAD */
	bool any[DIFF_LEVELS][DIFF_RULES];              /* matches every value of this level */
	bool always[DIFF_LEVELS + 1][DIFF_RULES];       /* matches everything from this level on */
};

void suffixes_find(const struct diff_input *input, const struct diff_classes *const classes[DIFF_LEVELS],
		   struct suffixes *ret_suffixes);

#endif
