/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What an event does not have and /proc does: the caller's command line, and name and executable of its parent. The
 * daemon looks after the call. It takes what it sees only from a process that certainly is the one of the event: one
 * that has the process ID now, and had it before the call.
 *
 * The link to an executable is shown to CAP_SYS_PTRACE only, which the daemon gives up. A child keeps that, reads
 * links, and can open nothing.
 */
#ifndef GATEKEEPER_DAEMON_OBSERVER_H
#define GATEKEEPER_DAEMON_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/record/context.h"

struct observer {
	int fd;            /* the socket to the child; -1: there is no child */
	uint64_t window;   /* CLOCK_BOOTTIME in ns: when this second began */
	unsigned int used; /* looks in this second */
};

/* Starts the child, before the daemon confines itself. Returns 0 or a negative errno. */
int observer_start(struct observer *ret_observer);

/* As record_context.observe; `observer` is a struct observer. */
bool observer_look(void *observer, const struct gk_event *event, struct record_observed *ret_observed);

void observer_stop(struct observer *observer);

#endif
