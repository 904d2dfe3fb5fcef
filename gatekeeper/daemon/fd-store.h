/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Second references to what is pinned, held by the daemon and, over its restarts, by the service manager. Whoever
 * removes pins or unmounts their file system ends nothing by that: the daemon puts them back. Unloading does end it.
 */
#ifndef GATEKEEPER_DAEMON_FD_STORE_H
#define GATEKEEPER_DAEMON_FD_STORE_H

#include <sys/types.h>

#include "gatekeeper/base/failure.h"

#define KEEP_MAX 48      /* links and maps; FileDescriptorStoreMax= of the unit is above it */
#define KEEP_NAME_MAX 32 /* of a pin */

struct keep {
	struct {
		char name[KEEP_NAME_MAX];
		int fd;
	} kept[KEEP_MAX];
	unsigned int count;
	ino_t pin; /* of gk_build: another one means that something else was loaded */
};

/* Takes what the service manager kept of an earlier daemon; nothing when there is no manager or it kept none. */
void keep_receive(struct keep *keep);

/* Holds what is pinned now instead of what was held. Nothing is held without a service manager. */
void keep_refresh(struct keep *keep);

/*
 * Puts back the pins that are gone. Returns how many, or a negative errno with the reason in `failure`. 0 also when
 * nothing was to be done, or when somebody loads at the moment; what was unloaded is let go.
 */
int keep_restore(struct keep *keep, struct failure *failure);

/* Holds what was pinned since, too: hooks come and go with the policy. */
void keep_follow(struct keep *keep);

/* Lets go of everything, also in the service manager. */
void keep_release(struct keep *keep);

#endif
