// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/pending-lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
int pending_write(struct pending_lines *pending, struct log_file *log)
{
	size_t done = 0;
	int error = 0;

	while (!error && done < pending->length) {
		const char *line = pending->text + done;
		const char *end = memchr(line, '\n', pending->length - done);
		size_t length = end ? (size_t)(end - line) + 1 : pending->length - done;

		error = log_file_write(log, line, length);
		if (!error)
			done += length;
	}
	remove_first(pending, done);
	return error;
}
