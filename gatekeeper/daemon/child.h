/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A child of the daemon that keeps a capability which the daemon gives up, for one task. It ends with the daemon. */
#ifndef GATEKEEPER_DAEMON_CHILD_H
#define GATEKEEPER_DAEMON_CHILD_H

/*
 * Starts a child, before the daemon confines itself. In the child, `run` gets one end of a socket of messages, and no
 * other descriptor of the daemon is open; it must not return. `ret_fd` is the daemon's end. Returns 0 or a negative
 * errno.
 */
int child_start(const char *name, void (*run)(int fd), int *ret_fd);

#endif
