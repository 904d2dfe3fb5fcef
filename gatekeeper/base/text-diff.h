/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The difference of two small texts, as `diff -u` and `patch` write and read it. */
#ifndef GATEKEEPER_BASE_TEXT_DIFF_H
#define GATEKEEPER_BASE_TEXT_DIFF_H

#include <stdio.h>

/* `before` or `after` is NULL for a file that is not there. Prints nothing when they are equal. */
void text_diff_print(FILE *out, const char *path, const char *before, const char *after);

#endif
