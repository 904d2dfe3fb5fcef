/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The bytes of a log file, decompressed if need be: gzip, xz, zstd. */
#ifndef GATEKEEPER_LOG_INPUT_H
#define GATEKEEPER_LOG_INPUT_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct log_input;

/* Opens a file; the kind of compression is found by its first bytes. Returns 0, or a negative errno. */
int log_input_open(const char *path, struct log_input **ret_input);

/* The same for a descriptor at the start of a file, which becomes the input's in each case. */
int log_input_open_fd(int fd, struct log_input **ret_input);

/*
 * Reads at most `size` bytes. Returns their number, 0 at the end, -EBADMSG if the compressed data is damaged or cut
 * off, or another negative errno.
 */
ssize_t log_input_read(struct log_input *input, char *ret_bytes, size_t size);

/* The descriptor of a file that is not compressed, which may be moved to another offset; -1: it is compressed. */
int log_input_fd(const struct log_input *input);

/* log_input_open() as a stream, on which damaged data is the error EBADMSG. Returns 0, or a negative errno. */
int log_input_stream(const char *path, FILE **ret_stream);

/* The same for an open input, which becomes the stream's in each case. */
int log_input_as_stream(struct log_input *input, FILE **ret_stream);

/* NULL is fine. */
void log_input_close(struct log_input *input);

#endif
