/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The last policies that were active: a list of the changes, and beside it the text of each policy, under its digest.
 * Nothing that decides depends on it: whoever cannot write it says so and goes on.
 */
#ifndef GATEKEEPER_HISTORY_HISTORY_H
#define GATEKEEPER_HISTORY_HISTORY_H

#include "policy/source/copy.h"

#include "gatekeeper/base/failure.h"
#include "gatekeeper/history/entry.h"

#define HISTORY_ENTRIES 32
#define HISTORY_TEXT_SIZE (1024 * 1024) /* bytes of one policy as JSON: larger ones are listed without their text */

struct history {
	struct history_entry entry[HISTORY_ENTRIES]; /* the oldest first */
	size_t count;
	size_t damaged; /* lines of the list that nobody of us wrote */
};

/* Returns 0 also if there is none yet, or a negative errno with the reason in `failure`. */
int history_read(const char *state, struct history *ret_history, struct failure *failure);

/* The last change to the policy with this digest and mode; NULL: there is none. */
const struct history_entry *history_find(const struct history *history, const struct history_entry *alike);

/*
 * Adds a change at the end, unless it is the last one already. `copy`: the text of the policy; NULL: it was kept
 * before. Returns 0, -E2BIG if the text is too large to be kept, or another negative errno with the reason in
 * `failure`.
 */
int history_add(const char *state, const struct history_entry *entry, const struct policy_copy *copy,
		struct failure *failure);

/* Gives the list the time of now: what it ends with became active again. */
void history_touch(const char *state);

/* Adds that the policy before the one on trial is active again, if the last change is a trial. Returns as above. */
int history_add_taken_back(const char *state, struct failure *failure);

/* Adds that the policy on trial stays, if the last change is a trial. Returns as above. */
int history_add_confirmed(const char *state, struct failure *failure);

/*
 * Reads the text of a policy. Returns 0, -ENOENT if it was not kept, -EBADMSG if it is damaged, or another negative
 * errno; to be released in each case.
 */
int history_read_copy(const char *state, const char *digest, struct policy_copy *ret_copy, struct failure *failure);

#endif
