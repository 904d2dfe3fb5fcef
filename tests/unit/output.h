/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Captures the output of a verb. */
#ifndef TESTS_UNIT_OUTPUT_H
#define TESTS_UNIT_OUTPUT_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define OUTPUT_SIZE 32768

/* Redirects a stream into a memory file. Returns a duplicate of its descriptor, for restore(). */
static inline int divert(FILE *stream, int *ret_file)
{
	int saved = dup(fileno(stream));

	fflush(stream);
	*ret_file = memfd_create("output", MFD_CLOEXEC);
	assert_true(saved >= 0 && *ret_file >= 0);
	assert_true(dup2(*ret_file, fileno(stream)) >= 0);
	return saved;
}

static inline void restore(FILE *stream, int saved, int file, char *ret_text)
{
	ssize_t length;

	fflush(stream);
	assert_true(dup2(saved, fileno(stream)) >= 0);
	close(saved);
	length = pread(file, ret_text, OUTPUT_SIZE - 1, 0);
	assert_true(length >= 0);
	ret_text[length] = '\0';
	close(file);
}

#endif
