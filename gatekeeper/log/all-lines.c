// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Lines of an audit log to records: see all-lines.h. */
#include "gatekeeper/log/all-lines.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/types.h>

#include "gatekeeper/base/print-error.h"
#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/shape.h"

#define BUFFER_SIZE (LOG_LINE_MAXIMUM + 1) /* one more, to detect a line that is too long */

int record_lines_open(FILE *stream, const char *name, struct record_lines *ret_lines)
{
	struct record_lines lines = {.stream = stream, .name = name, .buffer = malloc(BUFFER_SIZE)};

	if (!lines.buffer)
		return -ENOMEM;
	*ret_lines = lines;
	return 0;
}

static void report_line(struct record_lines *lines, const char *why)
{
	lines->bad++;
	print_error("%s:%" PRIu64 ": %s", lines->name, lines->line, why);
}

/* Reads the next line without its '\n', cut off one byte behind the longest record. Returns false at the end. */
static bool read_line(struct record_lines *lines, size_t *ret_length)
{
	size_t length = 0;
	int byte;

	for (byte = getc_unlocked(lines->stream); byte != EOF && byte != '\n'; byte = getc_unlocked(lines->stream)) {
		if (length <= LOG_LINE_MAXIMUM)
			lines->buffer[length++] = byte;
	}
	if (byte == EOF && length == 0)
		return false;
	lines->line++;
	*ret_length = length;
	return true;
}

int record_lines_next(struct record_lines *lines, json_t **ret_record)
{
	json_t *record;
	size_t length;

	while (read_line(lines, &length)) {
		if (length > LOG_LINE_MAXIMUM) {
			report_line(lines, "longer than any record");
			continue;
		}
		record = json_loadb(lines->buffer, length, JSON_REJECT_DUPLICATES, NULL);
		if (record && log_is_record(record)) {
			*ret_record = record;
			return 1;
		}
		report_line(lines, record ? "JSON, but not a record of the audit log" : "not JSON");
		json_decref(record);
	}
	return ferror(lines->stream) ? -EIO : 0;
}

void record_lines_close(struct record_lines *lines)
{
	free(lines->buffer);
	lines->buffer = NULL;
}
