/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_SECCOMP_PROVE_H
#define GATEKEEPER_SECCOMP_PROVE_H

#include "gatekeeper/seccomp/plan.h"
#include "gatekeeper/seccomp/profile.h"

/*
 * Builds base and merged profile, simulates both over all calls, and compares: what the plan denies and the base lets
 * through is EPERM, and all else is the base's. Returns 0, -EBADMSG with the first difference, or another negative
 * errno with the failure.
 */
int prove_merged(const json_t *base, const json_t *merged, const struct plan *plan, const struct conditions *conditions,
		 struct failure *failure);

/* The same under each set of capabilities on which a condition of the base depends. */
int prove_conditions(const json_t *base, const json_t *merged, const struct plan *plan,
		     const struct conditions *conditions, struct failure *failure);

#endif
