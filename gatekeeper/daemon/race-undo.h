/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Detaches what a race attached to a cgroup although the policy denies it (`race: verify`): the kernel side kills the
 * caller, but a program attached without a link stays. Taking a program by its id needs CAP_SYS_ADMIN, which the daemon
 * gives up. So a child keeps that, and nothing else: it gets a cgroup, an attach type and a program, and detaches them.
 */
#ifndef GATEKEEPER_DAEMON_RACE_UNDO_H
#define GATEKEEPER_DAEMON_RACE_UNDO_H

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/daemon/child.h"

struct undo {
	struct child child;
};

/* Starts the child, before the daemon confines itself. Returns 0 or a negative errno. */
int undo_start(struct undo *ret_undo);

/*
 * Detaches the program of a `raced` event; `path` is that of its cgroup, from the root of the hierarchy. Returns 0 if
 * it is detached, -ENOENT if it was not attached any more, or another negative errno: it may still be attached.
 * -ETIMEDOUT: the child did not answer within half a second, or not yet to an earlier order; it detaches when it can.
 */
int undo_attach(struct undo *undo, const struct gk_event *event, const char *path);

void undo_stop(struct undo *undo);

#endif
