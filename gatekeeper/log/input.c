// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The bytes of a log file, decompressed if need be: see input.h. */
#include "gatekeeper/log/input.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "policy/base/cleanup.h"

#define BUFFER_SIZE (128 * 1024)
#define XZ_MEMORY_MAX (128 << 20) /* of a decoder: more than xz -9 needs */
#define ZSTD_WINDOW_LOG_MAX 27    /* 128 MiB: the default of zstd(1) */
#define GZIP_WINDOW (MAX_WBITS + 16)

enum compression { NOT_COMPRESSED, GZIP, XZ, ZSTANDARD };

struct log_input {
	int fd;
	enum compression compression;
	bool at_end;   /* of the file */
	bool in_frame; /* compressed data has begun and not ended */
	z_stream gzip;
	lzma_stream xz;
	ZSTD_DStream *zstd;
	size_t start; /* the bytes [start, end) of the buffer are not decompressed yet */
	size_t end;
	unsigned char buffer[BUFFER_SIZE];
};

static enum compression find_compression(int fd)
{
	static const struct {
		enum compression compression;
		size_t length;
		const char *magic;
	} kinds[] = {{GZIP, 2, "\x1f\x8b"},
		     {XZ, 6,
		      "\xfd"
		      "7zXZ"},
		     {ZSTANDARD, 4, "\x28\xb5\x2f\xfd"}};
	char bytes[6];
	ssize_t got = pread(fd, bytes, sizeof(bytes), 0);

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		if (got >= (ssize_t)kinds[i].length && memcmp(bytes, kinds[i].magic, kinds[i].length) == 0)
			return kinds[i].compression;
	}
	return NOT_COMPRESSED;
}

static int start_decoder(struct log_input *input)
{
	switch (input->compression) {
	case GZIP:
		return inflateInit2(&input->gzip, GZIP_WINDOW) == Z_OK ? 0 : -ENOMEM;
	case XZ:
		return lzma_stream_decoder(&input->xz, XZ_MEMORY_MAX, LZMA_CONCATENATED) == LZMA_OK ? 0 : -ENOMEM;
	case ZSTANDARD:
		input->zstd = ZSTD_createDStream();
		if (!input->zstd)
			return -ENOMEM;
		ZSTD_DCtx_setParameter(input->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX);
		return 0;
	case NOT_COMPRESSED:
		break;
	}
	return 0;
}

static void cleanup_input(struct log_input **input)
{
	log_input_close(*input);
}

int log_input_open(const char *path, struct log_input **ret_input)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : log_input_open_fd(fd, ret_input);
}

int log_input_open_fd(int fd, struct log_input **ret_input)
{
	_cleanup_(cleanup_input) struct log_input *input = calloc(1, sizeof(*input));
	int r;

	if (!input) {
		close(fd);
		return -ENOMEM;
	}
	input->fd = fd;
	input->compression = find_compression(input->fd);
	r = start_decoder(input);
	if (r < 0)
		return r;
	*ret_input = STEAL_POINTER(input);
	return 0;
}

static ssize_t read_file(int fd, void *ret_bytes, size_t size)
{
	ssize_t got;

	do
		got = read(fd, ret_bytes, size);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* Fills the empty buffer. */
static int fill(struct log_input *input)
{
	ssize_t got = read_file(input->fd, input->buffer, BUFFER_SIZE);

	if (got < 0)
		return got;
	input->start = 0;
	input->end = got;
	input->at_end = got == 0;
	return 0;
}

static ssize_t inflate_some(struct log_input *input, char *ret_bytes, size_t size)
{
	int r;

	input->gzip.next_in = input->buffer + input->start;
	input->gzip.avail_in = input->end - input->start;
	input->gzip.next_out = (unsigned char *)ret_bytes;
	input->gzip.avail_out = size;
	r = inflate(&input->gzip, Z_NO_FLUSH);
	input->start = input->end - input->gzip.avail_in;
	if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR)
		return -EBADMSG;
	input->in_frame = r != Z_STREAM_END;
	if (r == Z_STREAM_END && inflateReset(&input->gzip) != Z_OK) /* another member may follow */
		return -EBADMSG;
	return size - input->gzip.avail_out;
}

static ssize_t decode_xz(struct log_input *input, char *ret_bytes, size_t size)
{
	lzma_ret r;

	input->xz.next_in = input->buffer + input->start;
	input->xz.avail_in = input->end - input->start;
	input->xz.next_out = (unsigned char *)ret_bytes;
	input->xz.avail_out = size;
	r = lzma_code(&input->xz, input->at_end ? LZMA_FINISH : LZMA_RUN);
	input->start = input->end - input->xz.avail_in;
	if (r != LZMA_OK && r != LZMA_STREAM_END && r != LZMA_BUF_ERROR)
		return -EBADMSG;
	input->in_frame = r != LZMA_STREAM_END;
	return size - input->xz.avail_out;
}

static ssize_t decode_zstd(struct log_input *input, char *ret_bytes, size_t size)
{
	ZSTD_inBuffer in = {.src = input->buffer, .size = input->end, .pos = input->start};
	ZSTD_outBuffer out = {.dst = ret_bytes, .size = size};
	size_t r = ZSTD_decompressStream(input->zstd, &out, &in);

	if (ZSTD_isError(r))
		return -EBADMSG;
	input->start = in.pos;
	input->in_frame = r != 0;
	return out.pos;
}

static ssize_t decode(struct log_input *input, char *ret_bytes, size_t size)
{
	switch (input->compression) {
	case GZIP:
		return inflate_some(input, ret_bytes, size);
	case XZ:
		return decode_xz(input, ret_bytes, size);
	case ZSTANDARD:
		return decode_zstd(input, ret_bytes, size);
	case NOT_COMPRESSED:
		break;
	}
	return -EINVAL;
}

ssize_t log_input_read(struct log_input *input, char *ret_bytes, size_t size)
{
	ssize_t got = 0;
	int r;

	if (input->compression == NOT_COMPRESSED)
		return read_file(input->fd, ret_bytes, size);
	while (got == 0) {
		if (input->start == input->end && !input->at_end) {
			r = fill(input);
			if (r < 0)
				return r;
		}
		/* The decoder may have more output without more input. */
		if (input->at_end && !input->in_frame)
			return 0;
		got = decode(input, ret_bytes, size);
		if (got == 0 && input->at_end && input->in_frame)
			return -EBADMSG;
	}
	return got;
}

int log_input_fd(const struct log_input *input)
{
	return input->compression == NOT_COMPRESSED ? input->fd : -1;
}

void log_input_close(struct log_input *input)
{
	if (!input)
		return;
	if (input->compression == GZIP)
		inflateEnd(&input->gzip);
	lzma_end(&input->xz);
	ZSTD_freeDStream(input->zstd);
	close_fd(&input->fd);
	free(input);
}

static ssize_t read_cookie(void *cookie, char *ret_bytes, size_t size)
{
	ssize_t got = log_input_read(cookie, ret_bytes, size);

	if (got >= 0)
		return got;
	errno = -got;
	return -1;
}

static int close_cookie(void *cookie)
{
	log_input_close(cookie);
	return 0;
}

int log_input_as_stream(struct log_input *input, FILE **ret_stream)
{
	FILE *stream = fopencookie(input, "r", (cookie_io_functions_t){.read = read_cookie, .close = close_cookie});

	if (!stream) {
		log_input_close(input);
		return -ENOMEM;
	}
	*ret_stream = stream;
	return 0;
}

int log_input_stream(const char *path, FILE **ret_stream)
{
	struct log_input *input;
	int r = log_input_open(path, &input);

	return r < 0 ? r : log_input_as_stream(input, ret_stream);
}
