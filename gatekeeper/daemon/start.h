/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The start and the end of the daemon. */
#ifndef GATEKEEPER_DAEMON_START_H
#define GATEKEEPER_DAEMON_START_H

#include "gatekeeper/base/failure.h"
#include "gatekeeper/container/registry.h"
#include "gatekeeper/daemon/daemon.h"

/* Nothing is open. */
#define DAEMON_INITIAL(given) \
	{ \
		.options = (given), .log.fd = -1, .slot = IMAGE_SLOT_CLOSED, .undo.child = CHILD_NONE, \
		.observer.child = CHILD_NONE, .containers.directory = CONTAINERS_DIRECTORY, .epoll = -1, \
		.signals = -1, .timer = -1, .containers_changed = -1, .drain = { \
			DRAIN_CLOSED \
		} \
	}

/*
 * Loads the policy, opens all that the daemon needs, gives up what it does not need, and tells the service manager that
 * it is ready. If the policy cannot be loaded but an older one is active, the daemon starts with that. Returns 0 or a
 * negative errno.
 */
int daemon_start(struct daemon *daemon, struct failure *failure);

/* Releases what daemon_start() opened. */
void daemon_release(struct daemon *daemon);

#endif
