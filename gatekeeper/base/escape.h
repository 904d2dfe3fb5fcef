/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Makes text that a caller controls safe for a log and a terminal. Each byte of control characters, of invalid UTF-8,
 * and of characters that are invisible or change the direction of writing becomes \xNN.
 */
#ifndef GATEKEEPER_BASE_ESCAPE_H
#define GATEKEEPER_BASE_ESCAPE_H

#include <stddef.h>

/* The most that `size` bytes need when escaped, with the NUL. */
#define ESCAPED_SIZE(size) (4 * (size) + 1)

/*
 * Escapes text from the kernel: reads up to a NUL, at most `size` bytes, and writes at most ESCAPED_SIZE(size) bytes to
 * `out`. Doubles a backslash, so that each result stands for exactly one input. Returns the length of the result.
 */
size_t escape_text(const char *text, size_t size, char *out);

/* The same for text that was escaped before and may have been tampered with since: a backslash stays single. */
size_t escape_again(const char *text, size_t size, char *out);

/*
 * Restores what escape_text() escaped: writes at most strlen(text) bytes and a NUL to `out`. Returns their number, or
 * -EINVAL if `text` is not a result of escape_text().
 */
int escape_undo(const char *text, char *out);

#endif
