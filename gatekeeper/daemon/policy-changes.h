/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Records each change of the active policy that the history has, whoever made it: by whom, from which digest to which.
 * The kernel side has events for trials only.
 */
#ifndef GATEKEEPER_DAEMON_POLICY_CHANGES_H
#define GATEKEEPER_DAEMON_POLICY_CHANGES_H

#include <stdbool.h>
#include <sys/stat.h>

#include "gatekeeper/history/history.h"

#include "gatekeeper/daemon/ring-to-log.h"

struct policy_changes {
	struct stat seen;          /* of the list, at the last look */
	bool told;                 /* the list was written since the look before that */
	struct history_entry last; /* that was recorded, or was there before the daemon */
	bool has_last;
	struct history_entry mark; /* the last one when the policy file was seen unchanged */
	bool has_mark;
};

/* What is in the history now was changed before this daemon. */
void policy_changes_begin(struct policy_changes *changes);

/* Writes a record for each change since then. What cannot be written now is tried again. Returns how many it wrote.
 */
unsigned int policy_changes_record(struct policy_changes *changes, struct drain *drain);

/* The policy file has not changed until now. */
void policy_changes_mark(struct policy_changes *changes);

/*
 * Was `file`, which the policy file compiles to, active at the mark or since then, also if the daemon did not see it?
 * Then its change was followed already, by who made it.
 */
bool policy_changes_followed(const struct policy_changes *changes, const struct history *history,
			     const struct history_entry *file);

#endif
