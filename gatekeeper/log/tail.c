// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Repairs and reads the end of a log file: see tail.h. Used by file.c before the first write. */
#include "gatekeeper/log/tail.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "policy/base/cleanup.h"

#define TAIL_SIZE (64 * 1024) /* many times the longest record */

/* How every record of ours begins. */
static const char record_start[] = "{\"@timestamp\":\"";

/* The last bytes of a file before the NUL bytes at its end; `offset` is where in the file they start. */
struct tail_text {
	char *text;
	size_t size;
	off_t offset;
	off_t zeros;
};

static void release_tail(struct tail_text *tail)
{
	free(tail->text);
}

/* Reads what is before `end`, as much as there is room for. */
static void read_before(int fd, off_t end, struct tail_text *tail)
{
	const size_t wanted = end > TAIL_SIZE ? TAIL_SIZE : (size_t)end;

	tail->offset = end - (off_t)wanted;
	tail->size = 0;
	while (tail->size < wanted) {
		ssize_t got = pread(fd, tail->text + tail->size, wanted - tail->size, tail->offset + tail->size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		tail->size += got;
	}
}

/* Where the NUL bytes at the end begin. */
static off_t find_zeros(int fd, off_t end, struct tail_text *tail)
{
	while (end > 0) {
		read_before(fd, end, tail);
		while (tail->size > 0 && tail->text[tail->size - 1] == '\0')
			tail->size--;
		if (tail->size > 0)
			return tail->offset + (off_t)tail->size;
		end = tail->offset;
	}
	return 0;
}

/* Fills `tail`, which is zero. The caller releases it in each case. */
static int read_tail(int fd, struct tail_text *tail)
{
	struct stat status;
	off_t end;

	if (fstat(fd, &status) < 0)
		return -errno;
	tail->text = malloc(TAIL_SIZE);
	if (!tail->text)
		return -ENOMEM;
	end = find_zeros(fd, status.st_size, tail);
	tail->zeros = status.st_size - end;
	read_before(fd, end, tail);
	return 0;
}

/* Where the last line starts: behind the last '\n', or at the start of what was read. */
static size_t last_line(const char *text, size_t size)
{
	const char *end = memrchr(text, '\n', size);

	return end ? end + 1 - text : 0;
}

static bool is_ours(const char *text, size_t size)
{
	size_t compared = size < strlen(record_start) ? size : strlen(record_start);

	return memcmp(text, record_start, compared) == 0;
}

/* The last line, or the one before if nothing is behind its '\n'. */
static bool ends_with_ours(const struct tail_text *tail)
{
	size_t start = tail->size > 0 ? last_line(tail->text, tail->size - 1) : 0;

	return tail->size > start && is_ours(tail->text + start, tail->size - start) &&
	       (start > 0 || tail->offset == 0);
}

static void leave_out_unfinished(struct tail_text *tail)
{
	tail->size = last_line(tail->text, tail->size);
}

/* Only a line that surely is ours is cut off: a wrong path must not destroy the end of some other file. */
static int repair_tail(int fd, struct tail_text *tail)
{
	if (tail->zeros == 0 && last_line(tail->text, tail->size) == tail->size)
		return 0;
	if (!ends_with_ours(tail))
		return write(fd, "\n", 1) == 1 ? 0 : -errno;
	leave_out_unfinished(tail);
	return ftruncate(fd, tail->offset + (off_t)tail->size) < 0 ? -errno : 0;
}

/* A line that is older than one before it has the latest time as well. */
static void note_latest(json_t *record, struct log_tail *tail)
{
	const char *times[] = {json_string_value(json_object_get(record, "@timestamp")),
			       json_string_value(json_object_get(json_object_get(record, "gatekeeper"), LOG_LATEST))};

	for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
		if (times[i] && strlen(times[i]) == LOG_TIME_LENGTH && strcmp(times[i], tail->latest) > 0)
			strcpy(tail->latest, times[i]);
	}
}

/* event.id is TIME-SEQUENCE, or TIME-repeat-TOTAL; the gatekeeper's own records have none. */
static bool parse_event(const char *line, size_t length, bool is_last, struct log_tail *ret_tail)
{
	json_t *record = json_loadb(line, length, 0, NULL);
	const char *id = json_string_value(json_object_get(json_object_get(record, "event"), "id"));
	bool found = id && sscanf(id, "%" SCNu64 "-%" SCNu64, &ret_tail->time, &ret_tail->sequence) == 2;

	if (is_last && id &&
	    sscanf(id, "%" SCNu64 "-repeat-%" SCNu64, &ret_tail->repeat_time, &ret_tail->repeat_total) != 2)
		ret_tail->repeat_total = 0;
	note_latest(record, ret_tail);
	json_decref(record);
	return found;
}

static struct log_tail find_event(const struct tail_text *tail)
{
	struct log_tail found = {.empty = tail->size == 0 && tail->offset == 0, .zeros = tail->zeros};
	size_t end = tail->size;

	if (end > 0 && tail->text[end - 1] == '\n') {
		size_t start = last_line(tail->text, end - 1);

		log_chain_read(tail->text + start, end - 1 - start, &found.chain);
	}

	while (end > 0 && !found.found) {
		size_t start = last_line(tail->text, end - 1);

		found.found = parse_event(tail->text + start, end - start, end == tail->size, &found);
		end = start;
	}
	return found;
}

int log_tail_repair(int fd, struct log_tail *ret_tail)
{
	_cleanup_(release_tail) struct tail_text tail = {0};
	int r = read_tail(fd, &tail);

	if (r < 0)
		return r;
	r = repair_tail(fd, &tail);
	if (r < 0)
		return r;
	*ret_tail = find_event(&tail);
	return 0;
}

int log_tail_read(int fd, struct log_tail *ret_tail)
{
	_cleanup_(release_tail) struct tail_text tail = {0};
	int r = read_tail(fd, &tail);

	if (r < 0)
		return r;
	leave_out_unfinished(&tail);
	*ret_tail = find_event(&tail);
	return 0;
}
