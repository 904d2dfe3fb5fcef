/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Reads an audit log line by line. The file may be anything: lines without end, not JSON, or JSON that is not a record.
 * Such lines are counted, not returned; a filter skips lines that it can decide by their bytes before they are counted.
 */
#ifndef GATEKEEPER_LOG_READER_H
#define GATEKEEPER_LOG_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct log_filter;
struct log_input;
struct log_scan;

#define LOG_LINE_MAXIMUM (64 * 1024) /* without the '\n'; several times the longest record */

struct log_reader {
	int fd; /* -1: no file yet */
	char *buffer;
	size_t start; /* the bytes [start, end) of the buffer are not returned yet */
	size_t end;
	bool skipping;                   /* until the end of a line that is too long */
	uint64_t bad;                    /* lines that are not records */
	struct log_input *input;         /* the bytes are read from here, if not NULL; stays the caller's */
	struct log_scan *scan;           /* if not NULL, lines are scanned where that is enough; stays the caller's */
	const struct log_filter *filter; /* lines that do not match are skipped; NULL: none */
};

struct log_line {
	json_t *record;   /* freed by the caller; NULL: the line was scanned, into the scan of the reader */
	const char *text; /* as in the file, without the '\n'; until the next call */
	size_t length;
};

/* `fd` may be -1 and is closed with the reader. Returns 0 or -ENOMEM. */
int log_reader_open(int fd, struct log_reader *ret_reader);

/* Returns 1 with a line, 0 if the file has no more now, or a negative errno. */
int log_reader_next(struct log_reader *reader, struct log_line *ret_line);

/* The last line, if it has no '\n'. Returns as log_reader_next(). */
int log_reader_rest(struct log_reader *reader, struct log_line *ret_line);

/* Continues at the start of another file, or of the same if it was truncated. An unfinished line is lost. */
void log_reader_switch(struct log_reader *reader, int fd);

void log_reader_close(struct log_reader *reader);

#endif
