// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Makes untrusted text visible. Part of flow A, between the event and its record. */
#include "gatekeeper/base/escape.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "policy/base/hidden-character.h"
#include "policy/base/utf8.h"

/* The length of the printable character at the start of `text`; 0: not printable, or not a character. */
static size_t printable_length(const unsigned char *text, size_t size)
{
	uint32_t point;
	size_t length = utf8_decode((const char *)text, size, &point);

	return length && !is_hidden_character(point) ? length : 0;
}

static char *put_byte(char *out, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";

	*out++ = '\\';
	*out++ = 'x';
	*out++ = digits[byte >> 4];
	*out++ = digits[byte & 0xf];
	return out;
}

static size_t escape(const char *text, size_t size, bool double_backslash, char *out)
{
	const unsigned char *next = (const unsigned char *)text;
	const unsigned char *end = next + strnlen(text, size);
	const char *start = out;

	while (next < end) {
		size_t length = printable_length(next, end - next);

		if (!length) {
			out = put_byte(out, *next++);
			continue;
		}
		if (*next == '\\' && double_backslash)
			*out++ = '\\';
		memcpy(out, next, length);
		out += length;
		next += length;
	}
	*out = '\0';
	return out - start;
}

size_t escape_text(const char *text, size_t size, char *out)
{
	return escape(text, size, true, out);
}

size_t escape_again(const char *text, size_t size, char *out)
{
	return escape(text, size, false, out);
}

/* The value of a hexadecimal digit as put_byte() writes it, or -EINVAL. */
static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -EINVAL;
}

/* The byte that an escape (\\\\ or \\xNN) stands for, with its length; or -EINVAL. */
static int escaped_byte(const char *text, size_t *ret_length)
{
	int high, low;

	if (text[1] == '\\') {
		*ret_length = 2;
		return '\\';
	}
	high = text[1] == 'x' ? digit_value(text[2]) : -EINVAL;
	if (high < 0)
		return -EINVAL;
	low = digit_value(text[3]);
	if (low < 0)
		return -EINVAL;
	*ret_length = 4;
	return high << 4 | low;
}

int escape_undo(const char *text, char *out)
{
	const char *start = out;

	while (*text) {
		size_t length = 1;
		int byte = text[0] == '\\' ? escaped_byte(text, &length) : (unsigned char)text[0];

		if (byte < 0)
			return byte;
		*out++ = (char)byte;
		text += length;
	}
	*out = '\0';
	return out - start;
}
