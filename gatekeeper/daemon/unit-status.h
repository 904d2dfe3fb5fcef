/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The status line that the service manager shows (StatusText of systemctl status): true at all times. */
#ifndef GATEKEEPER_DAEMON_UNIT_STATUS_H
#define GATEKEEPER_DAEMON_UNIT_STATUS_H

#include <stddef.h>

#include "gatekeeper/daemon/daemon.h"

/* What the state of the daemon amounts to, the worst first. */
void unit_status_compose(const struct daemon *daemon, char *ret_text, size_t size);

/* Tells the service manager that the daemon is started or reloaded. If it does not read, the next report tells it. */
void unit_status_ready(struct daemon *daemon);

/* Tells the service manager if it has changed. If the manager does not read, the next report tries again. */
void unit_status_report(struct daemon *daemon);

#endif
