/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What an event does not have and /proc does: the caller's command line, and name and executable of its parent. The
 * daemon looks after the call. It takes what it sees only from a process that certainly is the one of the event: one
 * that has the process ID now, and had it before the call.
 *
 * A child reads: the link to an executable is shown to CAP_SYS_PTRACE only, which the daemon gives up, and a caller can
 * make the reader of its command line wait for ever. The child can open nothing. A read that takes longer than 100 ms
 * is given up; for the rest of that second, nothing is observed.
 */
#ifndef GATEKEEPER_DAEMON_OBSERVER_H
#define GATEKEEPER_DAEMON_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/daemon/child.h"
#include "gatekeeper/record/context.h"

struct observer {
	struct child child;
	uint64_t window;   /* CLOCK_BOOTTIME in ns: when this second began */
	unsigned int used; /* looks in this second */
	uint64_t noted;    /* CLOCK_BOOTTIME in ns: when a read that was given up was printed; 0: never */
};

/* Starts the child, before the daemon confines itself. Returns 0 or a negative errno. */
int observer_start(struct observer *ret_observer);

/* As record_context.observe; `observer` is a struct observer. Takes at most 150 ms; prints what it gave up. */
bool observer_look(void *observer, const struct gk_event *event, struct record_observed *ret_observed);

void observer_stop(struct observer *observer);

#endif
