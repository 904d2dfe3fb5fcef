/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A difference as JSON; gatekeeper(8) describes it. */
#ifndef GATEKEEPER_DIFF_JSON_H
#define GATEKEEPER_DIFF_JSON_H

#include <jansson.h>

#include "policy/source/findings.h"

#include "gatekeeper/diff/difference.h"

/* `is_complete`: all that changed was found. Returns NULL without memory. */
json_t *difference_to_json(const struct difference *difference, const struct findings findings[DIFF_SIDES],
			   bool is_complete);

#endif
