/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Finds a policy of the history and compiles it: `load --previous` and `load --digest`. */
#ifndef GATEKEEPER_HISTORY_TAKE_BACK_H
#define GATEKEEPER_HISTORY_TAKE_BACK_H

#include "policy/source/inputs.h"

#include "gatekeeper/history/history.h"

#define HISTORY_PREFIX_MIN 8 /* digits of a digest */

/* A policy of the history. */
struct kept_policy {
	struct history_entry entry;
	struct policy_copy copy;
	struct policy_inputs inputs; /* the executables and cgroups that it names */
	struct gk_image *image;      /* for this host, in the mode in which it was active */
};

/*
 * The last policy that is another than the active one, and that no trial ended with. `active`: digest and mode; NULL:
 * nothing is loaded. Returns 0 or -ENOENT.
 */
int history_find_previous(const struct history *history, const struct history_entry *active,
			  struct history_entry *ret_entry, struct failure *failure);

/*
 * The policy whose digest begins with `digits`, with or without "sha256:". Returns 0, -EINVAL if these are not at least
 * HISTORY_PREFIX_MIN digits, -ENOTUNIQ if several policies have it, or -ENOENT.
 */
int history_find_digest(const struct history *history, const char *digits, struct history_entry *ret_entry,
			struct failure *failure);

/*
 * Reads and compiles the text of an entry for this host, and verifies its digest. Prints findings to stderr. Returns 0,
 * -ENOENT if the text was not kept, -EBADMSG if it is damaged or was changed, -EINVAL if it does not compile any more,
 * or another negative errno. To be released in each case.
 */
int kept_policy_open(const char *state, const struct history_entry *entry, struct kept_policy *ret_policy,
		     struct failure *failure);
void kept_policy_release(struct kept_policy *policy);

#endif
