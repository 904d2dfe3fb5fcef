/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* In how much two policies of the history differ, as `gatekeeper diff` compares them. */
#ifndef GATEKEEPER_HISTORY_COMPARE_H
#define GATEKEEPER_HISTORY_COMPARE_H

#include "gatekeeper/history/history.h"

/*
 * Compares the texts of two entries, with all paths by name, and verifies their digests. *ret_count: how many kinds of
 * requests are decided otherwise; 0: none. Returns 0, -E2BIG if there are more than were counted, or another negative
 * errno if they cannot be compared, as -ENOENT for a text that was not kept and -EBADMSG for one that is damaged.
 */
int history_compare(const char *state, const struct history_entry *before, const struct history_entry *after,
		    size_t *ret_count);

/*
 * Puts in `after`, whose text is `copy` (NULL: one that was kept), in what it differs from `before`. Leaves it empty if
 * they cannot be compared.
 */
void history_summarise(const char *state, const struct history_entry *before, const struct policy_copy *copy,
		       struct history_entry *after);

/* Is the text of an entry there, with its digest? Returns 0 or as above. */
int history_verify(const char *state, const struct history_entry *entry);

#endif
