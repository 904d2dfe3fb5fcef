/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Text that a caller controls, made safe to write to a log and to show on a terminal. What is not printable UTF-8
 * (control characters, invalid bytes, and the characters that are invisible or turn the direction of writing)
 * becomes \xNN, byte by byte.
 */
#ifndef GATEKEEPER_BASE_ESCAPE_H
#define GATEKEEPER_BASE_ESCAPE_H

#include <stddef.h>

/* Room for `size` bytes escaped, with the NUL. */
#define ESCAPED_SIZE(size) (4 * (size) + 1)

/*
 * For text from the kernel: reads up to a NUL, at most `size` bytes, and writes at most ESCAPED_SIZE(size) to `out`.
 * A backslash is doubled, so that every result stands for exactly one input. Returns the length of the result.
 */
size_t escape_text(const char *text, size_t size, char *out);

/* For text that was escaped before and may have been tampered with since: the same, but a backslash stays as it is. */
size_t escape_again(const char *text, size_t size, char *out);

/*
 * What escape_text() made its result of: writes at most strlen(text) bytes and a NUL to `out`. Returns their number, or
 * -EINVAL when `text` is no such result.
 */
int escape_undo(const char *text, char *out);

#endif
