/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The values of a part of a request as texts. */
#ifndef GATEKEEPER_DIFF_PART_TEXT_H
#define GATEKEEPER_DIFF_PART_TEXT_H

#include <jansson.h>

#include "gatekeeper/diff/parts.h"

/* An array with a text for each value of the set, adjacent user IDs as one range; NULL without memory. */
json_t *diff_part_texts(const struct diff_input *input, enum diff_part part, const uint64_t *set);

#endif
