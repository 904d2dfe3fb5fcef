/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A kernel command line, read as the kernel reads it. */
#ifndef GATEKEEPER_HOST_KERNEL_LINE_H
#define GATEKEEPER_HOST_KERNEL_LINE_H

#include <stddef.h>

/*
 * The value of the last `name=VALUE`, which is the one that counts; one that is equal to `ignored` (may be NULL) is
 * passed over. What follows "--" is for init. Returns 0, -ENOENT when there is none, or -ENOMEM; freed by the caller.
 */
int kernel_line_value(const char *line, const char *name, const char *ignored, char **ret_value);

/* Where the kernel's part of the line ends, and a word can be added: before "--" and the blanks. 0 or -ENOMEM. */
int kernel_line_end(const char *line, size_t *ret_end);

#endif
