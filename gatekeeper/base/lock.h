/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Locks against a second gatekeeper that does the same thing at the same time. */
#ifndef GATEKEEPER_BASE_LOCK_H
#define GATEKEEPER_BASE_LOCK_H

#include "gatekeeper/base/failure.h"

#define LOCK_LOAD "/run/gatekeeper.lock"          /* whoever loads or unloads */
#define LOCK_DAEMON "/run/gatekeeper-daemon.lock" /* whoever reads the ring buffer */

#define LOCK_WAIT 10 /* seconds: more than a load takes */

/*
 * Takes a lock, waiting at most `seconds`. Returns a descriptor; closing it, or the end of the process, unlocks.
 * Returns -EBUSY if another process holds the lock, or another negative errno.
 */
int lock_take(const char *path, unsigned int seconds, struct failure *failure);

/*
 * Locks an open file or directory until it is closed, waiting at most `seconds`. Returns 0, -EWOULDBLOCK if it was not
 * free in time, or another negative errno.
 */
int lock_descriptor(int fd, unsigned int seconds);

#endif
