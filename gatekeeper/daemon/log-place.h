/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Is the open log still the file that has its path? A file that was removed takes lines which nobody can read. */
#ifndef GATEKEEPER_DAEMON_LOG_PLACE_H
#define GATEKEEPER_DAEMON_LOG_PLACE_H

#include "gatekeeper/daemon/daemon.h"

/*
 * To be called once a second. If the path has had another file for some seconds, or none, opens the log anew. While
 * that fails, no line is written (`log_gone` of the drain), and each call tries again.
 */
void log_place_follow(struct daemon *daemon);

#endif
