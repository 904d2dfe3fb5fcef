/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The records of an audit log, for verbs that read all of it and report each line that is not a record. `gatekeeper
 * log` uses reader.h: it follows a file, and only counts such lines.
 */
#ifndef GATEKEEPER_LOG_ALL_LINES_H
#define GATEKEEPER_LOG_ALL_LINES_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

struct record_lines {
	FILE *stream;
	const char *name; /* of the file, in messages */
	uint64_t line;    /* of the last record, from 1 */
	uint64_t bad;     /* lines that are not records, each reported on stderr */
	char *buffer;
};

/* `stream` stays the caller's. Returns 0 or -ENOMEM. */
int record_lines_open(FILE *stream, const char *name, struct record_lines *ret_lines);

/* Returns 1 with a record, to be freed by the caller, 0 at the end, or a negative errno. */
int record_lines_next(struct record_lines *lines, json_t **ret_record);

void record_lines_close(struct record_lines *lines);

#endif
