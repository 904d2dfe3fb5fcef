/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reads a kernel command line as the kernel does: blanks separate words, double quotes hold one together. */
#ifndef GATEKEEPER_HOST_KERNEL_LINE_H
#define GATEKEEPER_HOST_KERNEL_LINE_H

#include <stddef.h>

/*
 * Finds the last `name=VALUE`, which is the one that the kernel takes; passes over a value that is equal to `ignored`
 * (may be NULL), and over the words after "--", which are for init. The caller frees the value. Returns 0, -ENOENT if
 * there is none, or -ENOMEM.
 */
int kernel_line_value(const char *line, const char *name, const char *ignored, char **ret_value);

/* Finds the offset at which a word can be added: before "--" and the blanks at the end. Returns 0 or -ENOMEM. */
int kernel_line_end(const char *line, size_t *ret_end);

#endif
