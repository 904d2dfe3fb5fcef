/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A stderr that never waits for its reader. A process that must go on working, and whose stderr may be a pipe that
 * nobody reads or a stopped journald, loses messages instead, and says how many when somebody reads again.
 */
#ifndef GATEKEEPER_BASE_LOSSY_STDERR_H
#define GATEKEEPER_BASE_LOSSY_STDERR_H

/* Replaces the stream. Returns 0, or a negative errno: then it is as before. */
int lossy_stderr_begin(void);

#endif
