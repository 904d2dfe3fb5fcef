/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which policy is active. The kernel side tells, by its digest and mode; only who made it active, and its text, are of
 * the history, which may lack it: on a full disk it ends with an older policy.
 */
#ifndef GATEKEEPER_DAEMON_ACTIVE_POLICY_H
#define GATEKEEPER_DAEMON_ACTIVE_POLICY_H

#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/history/take-back.h"

/*
 * `ret_active`: the digest and mode, without a path. Returns 0, -ENOENT if nothing is loaded, or another negative
 * errno.
 */
int active_policy_read(const struct image_slot *slot, struct history_entry *ret_active);

/* Reads the history, and completes `active` by what that has of it: without a path, it does not have it. */
void active_policy_find(struct history *ret_history, struct history_entry *active);

/*
 * Compiles its text of the history anew. Returns 0, -ENOENT if the history does not have it, or another negative errno;
 * to be released in each case.
 */
int active_policy_open(const struct history_entry *active, struct kept_policy *ret_policy, struct failure *failure);

#endif
