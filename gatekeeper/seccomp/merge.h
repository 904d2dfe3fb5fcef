/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_SECCOMP_MERGE_H
#define GATEKEEPER_SECCOMP_MERGE_H

#include "gatekeeper/seccomp/plan.h"
#include "gatekeeper/seccomp/profile.h"

/*
 * A copy of the base in which every rule that lets a concerned call through lets only through what the plan does not
 * deny, under the rule's own conditions. Returns 0, or -EINVAL with the failure if a rule can't be merged, or -ENOMEM.
 */
int profile_merge(const json_t *base, const struct plan *plan, bool compat, json_t **ret_merged,
		  struct failure *failure);

#endif
