// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Finds a time in a log by bisection: see seek.h. */
#include "gatekeeper/log/seek.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gatekeeper/log/input.h"

#define RECORD_START "{\"@timestamp\":\""
#define START_LENGTH (sizeof(RECORD_START) - 1)
#define PROBE_SIZE (16 * 1024) /* several records */
#define READ_SIZE 2048         /* a record, mostly */

/* The time of the line that starts with `text`; NULL: it is not a record of ours, or cut off. */
static const char *time_of(const char *text, size_t length)
{
	if (length < START_LENGTH + LOG_TIME_LENGTH || memcmp(text, RECORD_START, START_LENGTH) != 0)
		return NULL;
	return text + START_LENGTH;
}

/*
 * The latest time up to this line, which is whole: with the clock set back, or events of two rings, a line can be older
 * than lines before it. Only this never goes back. No text in a line has these bytes: its quotes are escaped.
 */
static const char *latest_of(const char *line, size_t length)
{
	static const char key[] = "\"" LOG_LATEST "\":\"";
	const char *time = time_of(line, length), *end = line + length;
	const char *latest = time ? memmem(line, length, key, sizeof(key) - 1) : NULL;

	if (!latest)
		return time;
	latest += sizeof(key) - 1;
	return end - latest >= LOG_TIME_LENGTH ? latest : NULL;
}

/* Whether the first whole line behind `offset` and all before it are earlier than `since`; gives its start. */
static bool is_earlier(int fd, off_t offset, const char *since, off_t *ret_line)
{
	char bytes[PROBE_SIZE];
	ssize_t got = pread(fd, bytes, sizeof(bytes), offset);
	const char *end = got > 0 ? memchr(bytes, '\n', got) : NULL;
	const char *last = end ? memchr(end + 1, '\n', got - (end + 1 - bytes)) : NULL;
	const char *time;

	if (!last)
		return false;
	time = latest_of(end + 1, last - (end + 1));
	if (!time || strncmp(time, since, LOG_TIME_LENGTH) >= 0)
		return false;
	*ret_line = offset + (end + 1 - bytes);
	return true;
}

void log_seek_time(int fd, const char *since)
{
	struct stat status;
	off_t low = 0, high; /* every line that starts before `low` is earlier; `low` is the start of a line */

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return;
	high = status.st_size;
	while (high - low > LOG_SEEK_WINDOW) {
		off_t middle = low + (high - low) / 2, line;

		if (is_earlier(fd, middle, since, &line) && line < high)
			low = line;
		else
			high = middle;
	}
	lseek(fd, low, SEEK_SET);
}

void log_seek_line(int fd, off_t offset)
{
	char bytes[PROBE_SIZE];
	const char *end = NULL;
	ssize_t got = 1;

	while (offset > 0 && !end && got > 0) {
		got = pread(fd, bytes, sizeof(bytes), offset - 1); /* the byte before may be the end of a line */
		end = got > 0 ? memchr(bytes, '\n', got) : NULL;
		offset += end ? end - bytes : got;
	}
	lseek(fd, offset, SEEK_SET);
}

static void copy_time(const char *time, char ret_time[LOG_TIME_LENGTH + 1])
{
	memcpy(ret_time, time, LOG_TIME_LENGTH);
	ret_time[LOG_TIME_LENGTH] = '\0';
}

bool log_first_time(struct log_input *input, char ret_latest[LOG_TIME_LENGTH + 1])
{
	char bytes[PROBE_SIZE];
	const char *end = NULL, *latest;
	size_t length = 0;

	while (!end && sizeof(bytes) - length >= READ_SIZE) {
		ssize_t got = log_input_read(input, bytes + length, READ_SIZE);

		if (got <= 0)
			return false;
		end = memchr(bytes + length, '\n', got);
		length += got;
	}
	latest = end ? latest_of(bytes, end - bytes) : NULL;
	if (latest)
		copy_time(latest, ret_latest);
	return latest != NULL;
}

bool log_last_time(int fd, char ret_latest[LOG_TIME_LENGTH + 1])
{
	char bytes[PROBE_SIZE];
	struct stat status;
	const char *end, *start, *latest;
	ssize_t got;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	got = pread(fd, bytes, sizeof(bytes), status.st_size > PROBE_SIZE ? status.st_size - PROBE_SIZE : 0);
	end = got > 0 ? memrchr(bytes, '\n', got) : NULL;
	start = end ? memrchr(bytes, '\n', end - bytes) : NULL;
	if (!end || (!start && got == PROBE_SIZE))
		return false;
	start = start ? start + 1 : bytes;
	latest = latest_of(start, end - start);
	if (latest)
		copy_time(latest, ret_latest);
	return latest != NULL;
}
