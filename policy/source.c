// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Reads a policy file that may be anything: a directory, a device, endless, or not text. */
#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"
#include "text.h"

static const struct place whole_file;

static int open_error(struct findings *findings, int error)
{
	const char *remedy = "";

	if (error == ENOENT || error == ENOTDIR)
		remedy = "; check the path";
	else if (error == EACCES || error == EPERM)
		remedy = "; run as a user who may read it, or change its permissions";
	findings_add(findings, CHECK_IO, whole_file, "can't be opened: %s%s", strerror(error), remedy);
	return -EINVAL;
}

/* Only a regular file has an end that the writer has set and a size that can be refused before it is read. */
static int check_file(int fd, struct findings *findings)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return open_error(findings, errno);
	if (S_ISDIR(status.st_mode)) {
		findings_add(findings, CHECK_IO, whole_file, "is a directory; name the policy file in it");
		return -EINVAL;
	}
	if (!S_ISREG(status.st_mode)) {
		findings_add(findings, CHECK_IO, whole_file,
			     "is not a regular file; write the policy to a file and name that");
		return -EINVAL;
	}
	if (status.st_size > SOURCE_MAX_SIZE) {
		findings_add(findings, CHECK_TOO_LARGE, whole_file,
			     "has %lld bytes; a policy has at most %d: is it the right file?",
			     (long long)status.st_size, SOURCE_MAX_SIZE);
		return -EINVAL;
	}
	return 0;
}

/* Reads to the end, or to one byte more than a policy may have: the file may grow under us. */
static int read_bytes(int fd, struct findings *findings, struct source *source)
{
	while (source->length <= SOURCE_MAX_SIZE) {
		ssize_t count = read(fd, source->bytes + source->length, SOURCE_MAX_SIZE + 1 - source->length);

		if (count == 0)
			return 0;
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			findings_add(findings, CHECK_IO, whole_file, "can't be read: %s", strerror(errno));
			return -EINVAL;
		}
		source->length += count;
	}
	findings_add(findings, CHECK_TOO_LARGE, whole_file, "has more than %d bytes: is it the right file?",
		     SOURCE_MAX_SIZE);
	return -EINVAL;
}

static int bad_character(struct findings *findings, struct place place, const char *bytes, size_t size, uint32_t point)
{
	if (size == 0)
		findings_add(findings, CHECK_ENCODING, place, "byte 0x%02x is not UTF-8 here; save the file as UTF-8",
			     (unsigned char)*bytes);
	else if (point == '\r')
		findings_add(findings, CHECK_ENCODING, place,
			     "a carriage return without a line feed; end lines with a line feed");
	else
		findings_add(findings, CHECK_ENCODING, place, "character U+%04X is not shown by editors; remove it",
			     point);
	return -EINVAL;
}

/*
 * Lines are bounded because the YAML scanner looks ahead to the end of a line before it gives out the first token
 * of it: 400 MB for a line of a million brackets.
 */
static int check_text(const struct source *source, struct findings *findings)
{
	const char *bytes = source->bytes, *end = bytes + source->length, *line = bytes;
	struct place place = {1, 1};

	while (bytes < end) {
		uint32_t point = 0;
		size_t size = utf8_decode(bytes, end - bytes, &point);
		bool line_end = point == '\n' || (point == '\r' && bytes + 1 < end && bytes[1] == '\n');

		if (size == 0 || (text_is_unsafe(point) && point != '\t' && !line_end))
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
				     "a line of more than %d bytes; write one item a line", SOURCE_MAX_LINE);
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
	struct place place = {1, 1};
	unsigned int open = 0;

	for (size_t i = 0; i < source->length; i++) {
		char byte = source->bytes[i];

		if (byte == '[' || byte == '{')
			open++;
		else if ((byte == ']' || byte == '}') && open > 0)
			open--;
		if (open > SOURCE_MAX_OPEN) {
			findings_add(findings, CHECK_NESTING, place, "more than %d brackets open; is one missing?",
				     SOURCE_MAX_OPEN);
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

static void digest(struct source *source)
{
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, (const unsigned char *)source->bytes, source->length);
	SHA256Final(source->digest, &context);
}

/* Editors of other systems begin a file with it; it is no part of the text. */
static void drop_byte_order_mark(struct source *source)
{
	if (source->length < 3 || memcmp(source->bytes, "\xef\xbb\xbf", 3) != 0)
		return;
	source->length -= 3;
	memmove(source->bytes, source->bytes + 3, source->length);
}

int source_read(const char *path, struct findings *findings, struct source *ret_source)
{
	struct source source = {0};
	int fd, r;

	/* O_NONBLOCK: opening a FIFO would wait for its writer. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return open_error(findings, errno);

	r = check_file(fd, findings);
	if (r == 0) {
		source.bytes = malloc(SOURCE_MAX_SIZE + 1);
		r = source.bytes ? read_bytes(fd, findings, &source) : -ENOMEM;
	}
	close(fd);
	if (r == 0) {
		digest(&source);
		drop_byte_order_mark(&source);
		findings->bytes = source.bytes;
		findings->length = source.length;
		r = check_text(&source, findings);
		if (r == 0)
			r = check_brackets(&source, findings);
	}
	if (r < 0) {
		findings->bytes = NULL;
		source_release(&source);
		return r;
	}
	*ret_source = source;
	return 0;
}

void source_release(struct source *source)
{
	free(source->bytes);
	source->bytes = NULL;
	source->length = 0;
}
