/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Writes the ring and the daemon's own records to the log, and what to do when the log cannot be written. */
#ifndef GATEKEEPER_DAEMON_WRITE_LOG_H
#define GATEKEEPER_DAEMON_WRITE_LOG_H

#include "gatekeeper/daemon/daemon.h"

/*
 * Writes all that is in the ring, with `with_repeats` also the counts of repeated denials. What cannot be written
 * waits, and the next call tries again.
 */
void write_events(struct daemon *daemon, bool with_repeats);

/* Writes a record of the daemon's own, and its message to stderr. */
void write_state(struct daemon *daemon, enum record_state state, const char *message);

/*
 * For the end of the daemon: what would be lost with it is printed. Returns 0 if the log has everything, or why it
 * cannot be written.
 */
int report_unwritten(struct daemon *daemon);

/* Notes beside the rings that this process writes the log, or why it cannot: see log-writer.h. */
void note_writer(const struct daemon *daemon);

/* Rotates the log if it is due, once a second. What fails is tried again after a minute, and printed once. */
void rotate_log(struct daemon *daemon);

#endif
