/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reads the records of a log that are wanted, from all of its files or as they come, and prints them or hands them on.
 */
#ifndef GATEKEEPER_QUERY_SESSION_H
#define GATEKEEPER_QUERY_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gatekeeper/log/filter.h"
#include "gatekeeper/log/print.h"
#include "gatekeeper/query/ring.h"

#define LOG_FORMAT_FIELDS_MAX 32

/* A run over a log: what is read, and where it goes. */
struct log_session {
	const char *path;
	bool as_json; /* lines are printed as they are */
	struct log_filter filter;
	/* Gets each record, if not NULL; otherwise they are printed. Returns 0 or a negative errno, which ends the run.
	 */
	int (*take)(void *context, const struct log_view *view);
	/* With log_session_follow(): called before each wait, if not NULL; false ends the run. */
	bool (*wait)(void *context);
	int input; /* with `wait`: a descriptor whose input ends a wait */
	void *context;
	struct log_ring ring; /* with a size: the last records are printed at the end */
	bool in_columns;
	bool in_colour;
	char *format; /* owns what `field` points to */
	const char *field[LOG_FORMAT_FIELDS_MAX];
	size_t row[LOG_FORMAT_FIELDS_MAX]; /* the number of its row in the table of fields */
	size_t field_count;
	bool has_spans;       /* the fields of --format can be scanned */
	struct log_scan scan; /* of the last line */
	uint64_t bad;
	int error; /* errno of the first failure of stdout, or ENOMEM */
};

/*
 * Reads all files of the log, the oldest first; with a ring from the newest file back, until there are enough records.
 * Reports each file that cannot be read, and goes on. Returns 0 or the last negative errno.
 */
int log_session_read(struct log_session *session);

/* Reads the file itself, from the time that is wanted on, and waits for more, until a signal ends it. Returns 0 or a
 * negative errno. */
int log_session_follow(struct log_session *session);

/* Prints the records of the ring, and empties it. */
void log_session_print_ring(struct log_session *session);

/* Whether stdout took everything so far; `failed`: the last call failed. Keeps the first error. */
bool log_session_can_go_on(struct log_session *session, bool failed);

void log_session_release(struct log_session *session);

#endif
