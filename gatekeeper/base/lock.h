/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Keeps two processes of the gatekeeper from doing the same thing at once. */
#ifndef GATEKEEPER_BASE_LOCK_H
#define GATEKEEPER_BASE_LOCK_H

#include "gatekeeper/base/failure.h"

#define LOCK_LOAD "/run/gatekeeper.lock"          /* changing what is loaded */
#define LOCK_DAEMON "/run/gatekeeper-daemon.lock" /* draining the ring */

#define LOCK_WAIT 10 /* seconds that a load may take */

/*
 * Takes a lock, waiting for it `seconds` at the most. Returns its descriptor, which unlocks when it is closed or its
 * process ends; -EBUSY when another process has it, or another negative errno.
 */
int lock_take(const char *path, unsigned int seconds, struct failure *failure);

#endif
