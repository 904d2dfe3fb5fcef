/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A note of events whose lines are in a daemon's memory alone: the log cannot be written, and their ring is gone with
 * an unload. If that daemon ends, the next one finds the note and writes a gap record.
 */
#ifndef GATEKEEPER_LOG_LOST_NOTE_H
#define GATEKEEPER_LOG_LOST_NOTE_H

#include <stdbool.h>

#include "gatekeeper/record/context.h"

#define LOST_NOTE "/run/gatekeeper-lost" /* not on the disk that is full, and gone with the events' boot */

struct lost_note {
	const char *path;         /* NULL: nothing is noted */
	struct record_gap kept;   /* events whose lines wait in this process */
	struct record_gap before; /* those that an earlier one could not write */
};

bool lost_any(const struct record_gap *lost);

/* The sum covers the time of both. */
void lost_add(struct record_gap *sum, const struct record_gap *lost);

/* Reads `before` from `path`. Returns 0, also if there is no note, -EBADMSG if it is damaged, or another negative
 * errno.
 */
int lost_note_open(const char *path, struct lost_note *ret_note);

/* Replaces the note in the file, or removes that if nothing is lost. Returns 0 or a negative errno. */
int lost_note_save(const struct lost_note *note);

#endif
