/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Notices that the policy file changed: written in place, replaced by rename, or reached through symbolic links of
 * which one was replaced (a ConfigMap). One stat() a second follows every link each time; watching directories
 * would have to follow the links by itself, and again after every change.
 */
#ifndef GATEKEEPER_POLICY_WATCH_H
#define GATEKEEPER_POLICY_WATCH_H

#include <stdbool.h>
#include <sys/stat.h>

struct policy_watch {
	const char *path;
	struct stat seen; /* at the last look */
	bool settling;    /* it changed at the last look: half of it may be written */
};

void policy_watch_start(struct policy_watch *watch, const char *path);

/* True once for each change, at the first look at which the file is as it was at the look before. */
bool policy_watch_changed(struct policy_watch *watch);

#endif
