/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Reads the fields of a line without making objects of them, which is several times as fast as a JSON parser. It knows
 * the lines that we write and no others: for any other line, and any doubt, the caller uses the parser.
 */
#ifndef GATEKEEPER_LOG_SCAN_H
#define GATEKEEPER_LOG_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gatekeeper/log/shape.h"

#define LOG_SCAN_FIELDS 96 /* room for the rows of gatekeeper/record/table.c */

/* A value in the line: printable ASCII without an escape, or the digits of a number. */
struct log_span {
	const char *text; /* NULL: the record does not have the field */
	size_t length;
};

/* What log_scan_line() found. */
struct log_scan {
	struct log_span field[LOG_SCAN_FIELDS];      /* by the number of the row */
	struct log_span foreign[LOG_NAMESPACES_MAX]; /* names of the namespaces that are not init */
	size_t foreign_count;
};

/*
 * Returns true if the line is certainly a record, as the parser and log_is_record() would find; false if that is
 * unknown. `ret_scan` is valid as long as the line.
 */
bool log_scan_line(const char *line, size_t length, struct log_scan *ret_scan);

/* The number of the row with this path; LOG_SCAN_FIELDS: no row, or its values are lists or objects. */
size_t log_scan_field(const char *path);

/* The value at a path; its text is NULL if the record does not have it. */
struct log_span log_scan_span(const struct log_scan *scan, const char *path);

/* Whether the record has an object at this path. */
bool log_scan_has_object(const struct log_scan *scan, const char *path);

/* @timestamp, which every record has; a quote follows. */
const char *log_scan_time(const struct log_scan *scan);

/* The number in a span; 0 if it is missing. */
uint64_t log_span_number(const struct log_span *span);

bool log_span_is(const struct log_span *span, const char *text);

#endif
