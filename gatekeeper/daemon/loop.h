/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The daemon (flow A): loads the policy, follows its files, drains the ring into the audit log. Enforcement does not
 * depend on it: what it publishes stays active when it ends, however it ends.
 */
#ifndef GATEKEEPER_DAEMON_LOOP_H
#define GATEKEEPER_DAEMON_LOOP_H

#include "gatekeeper/daemon/options.h"

/*
 * Runs until a signal ends it. Prints errors. Returns 0, or a negative errno: it could not start, or it ended because
 * only another start helps.
 */
int daemon_run(const struct daemon_options *options);

#endif
