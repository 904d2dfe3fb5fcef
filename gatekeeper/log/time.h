/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Times as a person writes them, and as records have them. */
#ifndef GATEKEEPER_LOG_TIME_H
#define GATEKEEPER_LOG_TIME_H

#include <stdint.h>

#define LOG_TIME_LENGTH 30 /* "2026-11-28T06:49:00.000000000Z": times of this form compare as texts */

/*
 * In the object "gatekeeper" of a record that is older than one before it in the file: the latest time until there. So
 * a reader that looks for a time by bisection has one that never goes back.
 */
#define LOG_LATEST "latest"

/*
 * Reads a time: 2026-11-28, 2026-11-28T06:49[:00][Z] (local time without a Z), yesterday, today, now, boot (when this
 * machine started), or relative to now as -90s, -5min, -1h, -2d. Returns 0 with ns since 1970, or -EINVAL.
 */
int log_time_read(const char *text, int64_t *ret_time);

/* The form of a record; `time` is in ns since 1970. */
void log_time_print(int64_t time, char ret_text[LOG_TIME_LENGTH + 1]);

#endif
