/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Prints the difference of two small texts in the format of `diff -u` and `patch`. */
#ifndef GATEKEEPER_BASE_TEXT_DIFF_H
#define GATEKEEPER_BASE_TEXT_DIFF_H

#include <stdio.h>

/* `before` or `after` is NULL for a missing file. Prints nothing if they are equal. */
void text_diff_print(FILE *out, const char *path, const char *before, const char *after);

#endif
