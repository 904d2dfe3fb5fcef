/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_SECCOMP_PROFILE_CHECK_H
#define GATEKEEPER_SECCOMP_PROFILE_CHECK_H

#include <jansson.h>
#include <stdint.h>

#include "gatekeeper/base/failure.h"

/*
 * Checks the form of a profile, and that each name in it is known. Returns 0, or -EINVAL with the first mistake. After
 * it, no other function has to.
 */
int profile_check(const char *name, const json_t *profile, struct failure *failure);

/* The keys of an action and its errno, which has a number and for some engines a name. */
struct action_keys {
	const char *action, *number, *name;
};
extern const struct action_keys keys_of_default, keys_of_rule;

#endif
