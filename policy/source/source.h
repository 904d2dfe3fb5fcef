/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The bytes of a policy file, read once, so that what is compiled and its digest are the same. */
#ifndef POLICY_SOURCE_SOURCE_H
#define POLICY_SOURCE_SOURCE_H

#include <stddef.h>
#include <sys/stat.h>

#include "policy/source/findings.h"

#define SOURCE_MAX_SIZE (1024 * 1024)
#define SOURCE_MAX_LINE 4096
#define SOURCE_MAX_OPEN 256 /* brackets */

struct source {
	char *bytes; /* as they are in the file */
	size_t length;
	const char *text; /* of the bytes: without a byte order mark */
	size_t text_length;
	unsigned int file;  /* as in struct place */
	struct stat status; /* of the file when it was opened; all zero: it could not be */
};

/*
 * Reads the file and checks that it is text; `file` is its number in the findings. Returns 0 or -EINVAL with a finding,
 * -ENOMEM; *ret_source is to be released by source_release() in each case. The findings show lines of the bytes from
 * here on, so they must outlive the last findings_add().
 */
int source_read(const char *path, unsigned int file, struct findings *findings, struct source *ret_source);

/* The same of bytes in memory, which are copied. */
int source_take(const char *bytes, size_t length, unsigned int file, struct findings *findings,
		struct source *ret_source);

void source_release(struct source *source);

#endif
