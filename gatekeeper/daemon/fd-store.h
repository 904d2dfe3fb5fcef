/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Second references to the pinned objects, held by the daemon and, over its restarts, by the service manager. If
 * somebody removes pins or unmounts their file system, enforcement continues and the daemon puts them back. Only
 * unloading ends it.
 */
#ifndef GATEKEEPER_DAEMON_FD_STORE_H
#define GATEKEEPER_DAEMON_FD_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/base/failure.h"

#define KEEP_MAX 120     /* links, maps and programs; FileDescriptorStoreMax= of the unit is above it */
#define KEEP_NAME_MAX 32 /* of a pin */

struct keep {
	struct {
		char name[KEEP_NAME_MAX];
		int fd;
		bool is_ungiven; /* to the service manager */
	} kept[KEEP_MAX];
	unsigned int count;
	char leaving[KEEP_MAX][KEEP_NAME_MAX]; /* names that the service manager has to let go of */
	unsigned int leaving_count;
	unsigned int patience; /* how often to wait for a manager that does not read: at the start and in a refresh */
	uint32_t build;        /* the id of gk_build; 0: unknown, as it is of programs that keep this process out */
};

/* Takes over what the service manager kept of an earlier daemon, if there is a manager and it kept anything. */
void keep_receive(struct keep *keep);

/* Holds what is pinned now instead of what was held. Without a service manager, holds nothing. */
void keep_refresh(struct keep *keep);

/*
 * Puts back the pins that are gone; lets go of what was unloaded. Returns how many it put back, also 0 if somebody is
 * loading at the moment, or a negative errno with the reason in `failure`.
 */
int keep_restore(struct keep *keep, struct failure *failure);

/*
 * Lets go of programs that others replaced while no daemon ran, as an upgrade does, and waits until they have ended: as
 * long as they are there they deny, and keep out whom they do not know, such as the daemon of another build.
 */
void keep_let_replaced_go(struct keep *keep);

/* Holds what was pinned since: hooks come and go with the policy. Tells the manager what it did not read before. */
void keep_follow(struct keep *keep);

/* Lets go of everything, also in the service manager. */
void keep_release(struct keep *keep);

#endif
