/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The bytes of a policy file, read once, so that what is compiled and its digest are the same. */
#ifndef POLICY_SOURCE_H
#define POLICY_SOURCE_H

#include <stddef.h>

#include "bpf-lsm/abi.h"

#include "findings.h"

#define SOURCE_MAX_SIZE (1024 * 1024)
#define SOURCE_MAX_LINE 4096
#define SOURCE_MAX_OPEN 256 /* brackets */

struct source {
	char *bytes; /* without a byte order mark */
	size_t length;
	unsigned char digest[GK_DIGEST_SIZE]; /* SHA-256 of the file */
};

/*
 * Reads the file and checks that it is text. Returns 0 with the bytes in *ret_source, to be released by
 * source_release(), or -EINVAL with a finding, -ENOMEM. The findings show lines of the bytes from here on, so they
 * must outlive the last findings_add().
 */
int source_read(const char *path, struct findings *findings, struct source *ret_source);
void source_release(struct source *source);

#endif
