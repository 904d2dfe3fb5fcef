// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Reads a policy file that may be anything: a directory, a device, endless, or not text. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/hidden-character.h"
#include "policy/base/utf8.h"
#include "policy/source/source.h"
#include "policy/source/text.h"

static struct place whole_file(const struct source *source)
{
	return (struct place){.file = source->file};
}

static int open_error(const struct source *source, struct findings *findings, int error)
{
	const char *remedy = "";

	if (error == ENOENT || error == ENOTDIR)
		remedy = "; check the path";
	else if (error == EACCES || error == EPERM)
		remedy = "; run as a user who may read it, or change its permissions";
	findings_add(findings, CHECK_IO, whole_file(source), "cannot be opened: %s%s", strerror(error), remedy);
	return -EINVAL;
}

/* Only a regular file has an end that the writer has set and a size that can be refused before it is read. */
static int check_file(int fd, struct source *source, struct findings *findings)
{
	if (fstat(fd, &source->status) < 0)
		return open_error(source, findings, errno);
	if (S_ISDIR(source->status.st_mode)) {
		findings_add(findings, CHECK_IO, whole_file(source), "is a directory; name the policy file in it");
		return -EINVAL;
	}
	if (!S_ISREG(source->status.st_mode)) {
		findings_add(findings, CHECK_IO, whole_file(source),
			     "is not a regular file; write the policy to a file and name that");
		return -EINVAL;
	}
	if (source->status.st_size > SOURCE_MAX_SIZE) {
		findings_add(
			findings, CHECK_TOO_LARGE, whole_file(source),
			"too large: %lld bytes, and a policy file has at most %d; check that this is the right file",
			(long long)source->status.st_size, SOURCE_MAX_SIZE);
		return -EINVAL;
	}
	return 0;
}

/* The size that a file says it has may be wrong: those that the kernel makes say 0, and any may grow. */
static int make_room(struct source *source, size_t *room)
{
	size_t wanted = *room ? 2 * *room : (size_t)source->status.st_size + 1;
	char *bytes;

	if (source->length < *room)
		return 0;
	if (wanted < 4096)
		wanted = 4096;
	if (wanted > SOURCE_MAX_SIZE + 1)
		wanted = SOURCE_MAX_SIZE + 1;
	bytes = realloc(source->bytes, wanted);
	if (!bytes)
		return -ENOMEM;
	source->bytes = bytes;
	*room = wanted;
	return 0;
}

/* Reads to the end, or to one byte more than a policy may have. */
static int read_bytes(int fd, struct source *source, struct findings *findings)
{
	size_t room = 0;

	while (source->length <= SOURCE_MAX_SIZE) {
		ssize_t count;

		if (make_room(source, &room) < 0)
			return -ENOMEM;
		count = read(fd, source->bytes + source->length, room - source->length);
		if (count == 0)
			return 0;
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			findings_add(findings, CHECK_IO, whole_file(source), "cannot be read: %s", strerror(errno));
			return -EINVAL;
		}
		source->length += count;
	}
	findings_add(findings, CHECK_TOO_LARGE, whole_file(source),
		     "too large: more than %d bytes; check that this is the right file", SOURCE_MAX_SIZE);
	return -EINVAL;
}

static int bad_character(struct findings *findings, struct place place, const char *bytes, size_t size, uint32_t point)
{
	if (size == 0)
		findings_add(findings, CHECK_ENCODING, place, "byte 0x%02x is not valid UTF-8; save the file as UTF-8",
			     (unsigned char)*bytes);
	else if (point == '\r')
		findings_add(findings, CHECK_ENCODING, place,
			     "carriage return without a line feed; end each line with a line feed");
	else
		findings_add(findings, CHECK_ENCODING, place, "editors do not show the character U+%04X; remove it",
			     point);
	return -EINVAL;
}

/*
 * Lines are bounded because the YAML scanner looks ahead to the end of a line before it gives out the first token
 * of it: 400 MB for a line of a million brackets.
 */
static int check_text(const struct source *source, struct findings *findings)
{
	const char *bytes = source->text, *end = bytes + source->text_length, *line = bytes;
	struct place place = {1, 1, source->file};

	while (bytes < end) {
		uint32_t point = 0;
		size_t size = utf8_decode(bytes, end - bytes, &point);
		bool line_end = point == '\n' || (point == '\r' && bytes + 1 < end && bytes[1] == '\n');

		if (size == 0 || (is_hidden_character(point) && point != '\t' && !line_end))
			return bad_character(findings, place, bytes, size, point);
		bytes += size;
		place.column++;
		if (point == '\n') {
			place.line++;
			place.column = 1;
			line = bytes;
		}
		if (bytes - line > SOURCE_MAX_LINE) {
			findings_add(findings, CHECK_TOO_LARGE, place,
				     "line longer than %d bytes; write one item per line", SOURCE_MAX_LINE);
			return -EINVAL;
		}
	}
	return 0;
}

/*
 * The scanner also looks ahead while brackets are open, so that many open ones cost memory for all that follows:
 * 280 MB for a file of nothing else. Brackets in comments and quotes count here; this many leave room for them.
 */
static int check_brackets(const struct source *source, struct findings *findings)
{
	struct place place = {1, 1, source->file};
	unsigned int open = 0;

	for (size_t i = 0; i < source->text_length; i++) {
		char byte = source->text[i];

		if (byte == '[' || byte == '{')
			open++;
		else if ((byte == ']' || byte == '}') && open > 0)
			open--;
		if (open > SOURCE_MAX_OPEN) {
			findings_add(findings, CHECK_NESTING, place,
				     "more than %d nested brackets; close the ones that are open", SOURCE_MAX_OPEN);
			return -EINVAL;
		}
		place.column += ((unsigned char)byte & 0xc0) != 0x80;
		if (byte == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return 0;
}

/* Editors of other systems begin a file with a byte order mark; it is no part of the text. */
static void find_text(struct source *source)
{
	size_t mark = source->length >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	source->text = source->bytes + mark;
	source->text_length = source->length - mark;
}

static int read_file(int fd, struct source *source, struct findings *findings)
{
	int r = check_file(fd, source, findings);

	return r < 0 ? r : read_bytes(fd, source, findings);
}

/* The checks of the bytes that were read. */
static int check_bytes(struct source *source, struct findings *findings)
{
	int r;

	find_text(source);
	findings->text[source->file] = (struct findings_text){source->text, source->text_length};
	r = check_text(source, findings);
	return r < 0 ? r : check_brackets(source, findings);
}

int source_read(const char *path, unsigned int file, struct findings *findings, struct source *ret_source)
{
	int fd, r;

	memset(ret_source, 0, sizeof(*ret_source));
	ret_source->file = file;
	/* O_NONBLOCK: opening a FIFO would wait for its writer. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return open_error(ret_source, findings, errno);
	r = read_file(fd, ret_source, findings);
	close(fd);
	return r < 0 ? r : check_bytes(ret_source, findings);
}

int source_take(const char *bytes, size_t length, unsigned int file, struct findings *findings,
		struct source *ret_source)
{
	memset(ret_source, 0, sizeof(*ret_source));
	ret_source->file = file;
	if (length > SOURCE_MAX_SIZE) {
		findings_add(findings, CHECK_TOO_LARGE, whole_file(ret_source),
			     "too large: %zu bytes, and a policy file has at most %d", length, SOURCE_MAX_SIZE);
		return -EINVAL;
	}
	ret_source->bytes = malloc(length + 1);
	if (!ret_source->bytes)
		return -ENOMEM;
	memcpy(ret_source->bytes, bytes, length);
	ret_source->length = length;
	return check_bytes(ret_source, findings);
}

void source_release(struct source *source)
{
	free(source->bytes);
	source->bytes = NULL;
	source->length = 0;
}
