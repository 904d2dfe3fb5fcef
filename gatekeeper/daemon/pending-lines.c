// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/pending-lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/base/clock.h"
#include "gatekeeper/log/journal.h"
#include "gatekeeper/record/record.h"

int pending_add(struct pending_lines *pending, char *line, size_t length)
{
	char *both = pending->text ? realloc(pending->text, pending->length + length) : line;

	if (!both) {
		free(line);
		return -ENOMEM;
	}
	if (both != line) {
		memcpy(both + pending->length, line, length);
		free(line);
	}
	pending->text = both;
	pending->length += length;
	pending->added++;
	return 0;
}

void pending_cut(struct pending_lines *pending, size_t length)
{
	if (length < pending->length)
		pending->length = length;
	if (pending->length > 0)
		return;
	free(pending->text);
	pending->text = NULL;
}

static void remove_first(struct pending_lines *pending, size_t length)
{
	if (length == 0)
		return;
	memmove(pending->text, pending->text + length, pending->length - length);
	pending_cut(pending, pending->length - length);
}

/* Each line by itself: it has a hash of its own, and there may be room for some of them. */
static int write_lines(struct pending_lines *pending)
{
	size_t done = 0;
	int error = 0;

	while (!error && done < pending->length) {
		const char *line = pending->text + done;
		const char *end = memchr(line, '\n', pending->length - done);
		size_t length = end ? (size_t)(end - line) + 1 : pending->length - done;

		error = log_file_write(pending->log, line, length);
		if (!error)
			done += length;
	}
	remove_first(pending, done);
	return error;
}

int pending_write(struct pending_lines *pending)
{
	int error;

	if (pending->log_gone)
		return pending->log_gone;
	if (!pending->text)
		return 0;
	error = write_lines(pending);
	if (error)
		return error;
	pending->last_record = clock_nanoseconds(CLOCK_BOOTTIME);
	return 0;
}

static int take_line(struct pending_lines *pending, json_t *record)
{
	char *line = NULL;
	size_t length = 0;
	int error = record ? log_file_mark(pending->log, record) : 0;

	if (error) {
		json_decref(record);
		return error;
	}
	error = record_line(record, &line, &length);
	if (error)
		return error;
	error = pending_add(pending, line, length);
	if (error || pending->only_keep)
		return error;
	return pending_write(pending);
}

static void send_to_journal(struct pending_lines *pending, json_t *record)
{
	pending->journal_error = journal_send(record);
	pending->unsent += pending->journal_error != 0;
}

/* A record that is neither written nor waits is made again, and has its place in the journal then. */
static int take(struct pending_lines *pending, json_t *record, bool is_counted)
{
	const size_t before = pending->length;
	const uint64_t added = pending->added;
	json_t *again = pending->journal ? json_incref(record) : NULL;
	int error = take_line(pending, record);

	if (error && is_counted)
		pending_cut(pending, before);
	/* After the file, which must not wait for the journal. */
	if (again && (!error || (!is_counted && pending->added != added)))
		send_to_journal(pending, again);
	json_decref(again);
	return error;
}

int pending_take(struct pending_lines *pending, json_t *record)
{
	return take(pending, record, false);
}

int pending_take_counted(struct pending_lines *pending, json_t *record)
{
	return take(pending, record, true);
}
