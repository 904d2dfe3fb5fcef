/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Loads a policy on trial: it is active at once, and the policy before it comes back by itself unless somebody confirms
 * in time. The kernel side has both images and compares the time at each decision, so that no process of ours is
 * needed. Rules and mode are tried; the protection stays that of the old policy until the new one is confirmed.
 */
#ifndef GATEKEEPER_TRIAL_TRY_POLICY_H
#define GATEKEEPER_TRIAL_TRY_POLICY_H

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

struct unseal_key; /* unseal-key.h; NULL where a key is taken: what is loaded is not sealed */

/*
 * Begins a trial of `image`, compiled from the policy file at `path`, for 1 to GK_TRIAL_SECONDS_MAX seconds. Changes
 * nothing that decides unless it succeeds. Returns 0, -ENOENT if no policy is loaded that could come back, -EALREADY if
 * the policy is active already, -EBUSY if another trial is running, or another negative errno with the reason in
 * `failure`.
 */
int policy_try(struct gk_image *image, const char *path, unsigned int seconds, const struct unseal_key *key,
	       struct failure *failure);

/*
 * Ends a trial: the policy on trial stays, or the one before it comes back now. Returns 0, -ETIME if the trial is over,
 * -ENOENT if there is none, or another negative errno with the reason in `failure`.
 */
int policy_confirm(const struct unseal_key *key, struct failure *failure);
int policy_take_back(const struct unseal_key *key, struct failure *failure);

/* Does trial_settle() for a process that has neither the lock nor the slot. Returns as that. */
int policy_settle(struct failure *failure);

#endif
