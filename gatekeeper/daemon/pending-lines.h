/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Records on their way to the log: each becomes a line, and lines wait while the log cannot be written. With --journal
 * each goes to the journal as well.
 */
#ifndef GATEKEEPER_DAEMON_PENDING_LINES_H
#define GATEKEEPER_DAEMON_PENDING_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "gatekeeper/log/file.h"

struct pending_lines {
	struct log_file *log;
	int log_gone;   /* why the file of the log's path cannot be opened, see log-place.h; 0: it is open */
	bool only_keep; /* lines are added, and not written */
	char *text;     /* whole lines; NULL: none waits */
	size_t length;
	uint64_t added;       /* lines that were ever added */
	uint64_t last_record; /* when the last line was written, CLOCK_BOOTTIME in ns; 0: none since the start */
	bool journal;         /* write each record to the journal too */
	int journal_error;    /* of the last try */
	uint64_t unsent;      /* records that did not reach the journal that was not printed yet */
};

/* Takes over a line with its '\n', behind those that wait. Returns 0, or -ENOMEM: then the line is gone. */
int pending_add(struct pending_lines *pending, char *line, size_t length);

/* Writes one line after the other. Returns 0, or a negative errno: then those that were not written go on waiting. */
int pending_write(struct pending_lines *pending);

/*
 * Takes over a record, which may be NULL (-ENOMEM), and writes its line behind those that wait. Returns 0 or a negative
 * errno: if `added` grew, the line waits.
 */
int pending_take(struct pending_lines *pending, json_t *record);

/* The same for a record of what is counted elsewhere: on failure nothing waits, as the counts give the next one. */
int pending_take_counted(struct pending_lines *pending, json_t *record);

/* Forgets all but the first `length` bytes. */
void pending_cut(struct pending_lines *pending, size_t length);

#endif
