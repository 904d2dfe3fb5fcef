/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Notices that a policy would compile to something else: one of its files was written in place, replaced by rename, or
 * reached through symbolic links of which one was replaced (a ConfigMap); a drop-in came or went; an executable or a
 * cgroup that it names is another one now. One stat() each a second follows every link each time; watching directories
 * would have to follow the links by itself, and again after every change.
 */
#ifndef GATEKEEPER_DAEMON_POLICY_WATCH_H
#define GATEKEEPER_DAEMON_POLICY_WATCH_H

#include <stdbool.h>

#include "policy/source/inputs.h"

struct policy_watch {
	struct policy_inputs inputs;
	bool settling; /* something changed at the last look: half of it may be written */
};

/* From now on these are watched, as they were when the policy was compiled; the watch releases them. */
void policy_watch_set(struct policy_watch *watch, struct policy_inputs *inputs);

/* True once for each change, at the first look at which everything is as it was at the look before. */
bool policy_watch_changed(struct policy_watch *watch);

#endif
