/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Why a request was decided as it was: the record, the policy of today, and the rule that would allow the request. */
#ifndef GATEKEEPER_WHY_STORY_H
#define GATEKEEPER_WHY_STORY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "policy/language/resolve.h"

#include "gatekeeper/base/failure.h"

struct story {
	json_t *record;
	const char *policy;              /* path of the policy file */
	const uint8_t *loaded;           /* digest of the policy that is in force; NULL: none, or unknown */
	const struct resolver *resolver; /* executables of this host; cgroups by name */
	bool only_rule;                  /* print only the rule */
};

/*
 * Prints the story on stdout. Returns 0, or a negative errno with the reason: -EINVAL if the record is not a decision
 * or cannot be decided again, or the policy has errors; with only_rule -ENODATA if no rule is needed, or none allows
 * the request.
 */
int story_print(const struct story *story, struct failure *failure);

#endif
