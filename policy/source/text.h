/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Text that somebody else wrote: what of it is UTF-8, and how it is shown without harm to a terminal or a log. */
#ifndef POLICY_SOURCE_TEXT_H
#define POLICY_SOURCE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is the whole NUL-terminated text UTF-8 without hidden characters? */
bool text_is_shown(const char *text);

/* What one character is shown as. */
struct text_unit {
	char text[12]; /* NUL-terminated: the character, or an escape such as \x1b or \u202e */
	size_t width;  /* columns */
};

/* The first character; the number of its bytes, at least 1 (`length` must be, too). */
size_t text_unit(const char *bytes, size_t length, struct text_unit *ret_unit);

/* Shows `bytes` in at most size - 1 bytes, NUL-terminated, cut only between characters. */
void text_escape(const char *bytes, size_t length, char *ret_text, size_t size);

#endif
