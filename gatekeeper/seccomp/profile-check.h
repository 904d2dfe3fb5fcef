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

/* Returns 0, or -EINVAL if there is no such action. */
int action_number(const char *name, uint32_t *ret_action);

#endif
