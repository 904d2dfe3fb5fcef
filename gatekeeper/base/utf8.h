/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One character of UTF-8. */
#ifndef GATEKEEPER_BASE_UTF8_H
#define GATEKEEPER_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The length of the character that begins with this byte; 0: no character does. */
static inline size_t utf8_announced_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/*
 * The length of the character at the start of `text`, of which `size` bytes may be read; 0: there is none that is
 * valid. Gives its code point.
 */
static inline size_t utf8_character(const unsigned char *text, size_t size, uint32_t *ret_point)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = size ? utf8_announced_length(text[0]) : 0;
	uint32_t point;

	if (!length || length > size)
		return 0;
	point = length == 1 ? text[0] : text[0] & (0x7f >> length);
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (text[i] & 0x3f);
	}
	if (point < smallest[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*ret_point = point;
	return length;
}

#endif
