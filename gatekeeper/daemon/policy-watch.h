/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Notices that a policy would compile to something else: one of its files was written in place, replaced by rename, or
 * has its path through a symbolic link that was replaced (a ConfigMap); a drop-in came or went; the policy names an
 * executable or a cgroup that is another one now. One stat() a second for each follows every link; inotify would not.
 */
#ifndef GATEKEEPER_DAEMON_POLICY_WATCH_H
#define GATEKEEPER_DAEMON_POLICY_WATCH_H

#include <stdbool.h>

#include "policy/source/inputs.h"

struct policy_watch {
	struct policy_inputs inputs;
	unsigned int unsettled; /* looks in a row at which something had changed, and may be half written */
};

/* Watches these from now on, compared with what they were when the policy was compiled. Takes them over. */
void policy_watch_set(struct policy_watch *watch, struct policy_inputs *inputs);

/* Watches these, too, which were used just now. */
void policy_watch_add(struct policy_watch *watch, const struct policy_inputs *inputs);

/* Has nothing changed since the last change, or the start, that policy_watch_changed() told of? */
bool policy_watch_is_settled(const struct policy_watch *watch);

/*
 * True once for each change: at the first look at which nothing differs from the look before, or, as something may
 * differ at each look, at the fourth after the change.
 */
bool policy_watch_changed(struct policy_watch *watch);

/* May something of the policy be half written just now? */
bool policy_watch_may_be_unsettled(const struct policy_watch *watch);

/* What was told of is told of again: it could not be followed yet. */
void policy_watch_again(struct policy_watch *watch);

#endif
