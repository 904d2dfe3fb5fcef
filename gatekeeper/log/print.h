/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A record of the audit log for people: one line. */
#ifndef GATEKEEPER_LOG_PRINT_H
#define GATEKEEPER_LOG_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "gatekeeper/log/scan.h"

/* `record` satisfies log_is_record(). Its texts are escaped: they may have been forged. */
void log_print(FILE *out, json_t *record);

/* The same without time and line break, for the journal, which adds both. */
void log_print_text(FILE *out, json_t *record);

/* A record as the parser or the scanner has it: one of both is set. */
struct log_view {
	json_t *record;
	const struct log_scan *scan;
};

/* The same as log_print(). */
void log_print_line(FILE *out, const struct log_view *view);

/* The values at `count` paths, separated by tabs; "-" for a field that the record does not have. */
void log_print_fields(FILE *out, json_t *record, const char *const *paths, size_t count);

/* The same for a line that was scanned; `fields` are numbers of rows. */
void log_print_spans(FILE *out, const struct log_scan *scan, const size_t *fields, size_t count);

/* For a terminal: the time to the second, verdict and operation in columns, in colour if wanted. */
void log_print_columns(FILE *out, const struct log_view *view, bool in_colour);

#endif
