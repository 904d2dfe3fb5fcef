/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The text of a policy file with the narrowest rule that allows the request of a record. */
#ifndef GATEKEEPER_WHY_ALLOW_TEXT_H
#define GATEKEEPER_WHY_ALLOW_TEXT_H

#include <jansson.h>

#include "policy/language/resolve.h"

#include "gatekeeper/base/failure.h"

/*
 * Gives the text of the policy file at `path` with the rule in front of the others, to be freed by the caller. Returns
 * 0, -ENODATA if no rule is needed or none allows the request, or another negative errno with the reason.
 */
int allow_text(json_t *record, const char *path, const struct resolver *resolver, char **ret_text,
	       struct failure *failure);

#endif
