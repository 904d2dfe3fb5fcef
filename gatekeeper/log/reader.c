// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* From bytes to records: see reader.h. Used by the verb `log`. */
#include "gatekeeper/log/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/log/filter.h"
#include "gatekeeper/log/input.h"
#include "gatekeeper/log/scan.h"
#include "gatekeeper/log/shape.h"

#define BUFFER_SIZE (LOG_LINE_MAXIMUM + 1)

int log_reader_open(int fd, struct log_reader *ret_reader)
{
	struct log_reader reader = {.fd = fd, .buffer = malloc(BUFFER_SIZE)};

	if (!reader.buffer)
		return -ENOMEM;
	*ret_reader = reader;
	return 0;
}

static bool is_scanned(struct log_reader *reader, const struct log_line *line)
{
	return reader->scan && log_scan_line(line->text, line->length, reader->scan);
}

/* The bytes [start, start + length) of the buffer as a record. Returns 1, or 0 if they are not wanted, or not a record:
 * counted. */
static int parse(struct log_reader *reader, size_t start, size_t length, struct log_line *ret_line)
{
	struct log_line line = {.text = reader->buffer + start, .length = length};

	if (reader->filter && !log_filter_may_match(reader->filter, line.text, length))
		return 0;
	if (is_scanned(reader, &line)) {
		if (reader->filter && !log_filter_matches_scan(reader->filter, reader->scan))
			return 0;
		*ret_line = line;
		return 1;
	}
	line.record = json_loadb(line.text, length, JSON_REJECT_DUPLICATES, NULL);
	if (!line.record || !log_is_record(line.record)) {
		json_decref(line.record);
		reader->bad++;
		return 0;
	}
	if (reader->filter && !log_filter_matches(reader->filter, line.record)) {
		json_decref(line.record);
		return 0;
	}
	*ret_line = line;
	return 1;
}

/* Takes the next whole line out of the buffer. Returns true with its bounds, or false if there is none. */
static bool take_line(struct log_reader *reader, size_t *ret_start, size_t *ret_length)
{
	char *text = reader->buffer + reader->start;
	char *end = memchr(text, '\n', reader->end - reader->start);

	if (!end)
		return false;
	*ret_start = reader->start;
	*ret_length = end - text;
	reader->start += *ret_length + 1;
	return true;
}

/* Makes room in the buffer: drops what is too long to be a record. */
static void make_room(struct log_reader *reader)
{
	size_t left = reader->end - reader->start;

	if (left > LOG_LINE_MAXIMUM && !reader->skipping) {
		reader->skipping = true;
		reader->bad++;
	}
	if (reader->skipping)
		left = 0;
	memmove(reader->buffer, reader->buffer + reader->start, left);
	reader->start = 0;
	reader->end = left;
}

static ssize_t read_bytes(struct log_reader *reader, char *ret_bytes, size_t size)
{
	ssize_t got;

	if (reader->input)
		return log_input_read(reader->input, ret_bytes, size);
	do
		got = read(reader->fd, ret_bytes, size);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* Returns 1 if it read something, 0 at the end of the file, or a negative errno. */
static int fill(struct log_reader *reader)
{
	ssize_t got;

	make_room(reader);
	got = read_bytes(reader, reader->buffer + reader->end, BUFFER_SIZE - reader->end);
	if (got < 0)
		return got;
	reader->end += got;
	return got > 0;
}

int log_reader_next(struct log_reader *reader, struct log_line *ret_line)
{
	size_t start, length;
	int r = reader->fd < 0 && !reader->input ? 0 : 1;

	while (r > 0) {
		if (!take_line(reader, &start, &length))
			r = fill(reader);
		else if (reader->skipping)
			reader->skipping = false;
		else if (parse(reader, start, length, ret_line))
			return 1;
	}
	return r;
}

int log_reader_rest(struct log_reader *reader, struct log_line *ret_line)
{
	size_t start = reader->start, length = reader->end - reader->start;

	reader->start = reader->end;
	if (length == 0 || reader->skipping)
		return 0;
	return parse(reader, start, length, ret_line);
}

void log_reader_switch(struct log_reader *reader, int fd)
{
	if (reader->end > reader->start && !reader->skipping)
		reader->bad++;
	if (reader->fd != fd)
		close_fd(&reader->fd);
	reader->fd = fd;
	reader->start = reader->end = 0;
	reader->skipping = false;
}

void log_reader_close(struct log_reader *reader)
{
	close_fd(&reader->fd);
	free(reader->buffer);
	*reader = (struct log_reader){.fd = -1};
}
