// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* UTF-8 and escaping, for everything that a policy file's author controls and somebody else reads. */
#include <stdio.h>
#include <string.h>

#include "policy/base/hidden-character.h"
#include "policy/base/utf8.h"
#include "policy/source/text.h"

bool text_is_shown(const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		uint32_t point = 0;
		size_t taken = utf8_decode(text, length, &point);

		if (taken == 0 || is_hidden_character(point))
			return false;
		text += taken;
		length -= taken;
	}
	return true;
}

size_t text_unit(const char *bytes, size_t length, struct text_unit *ret_unit)
{
	uint32_t point = 0;
	size_t size = utf8_decode(bytes, length, &point);

	if (size > 0 && !is_hidden_character(point)) {
		memcpy(ret_unit->text, bytes, size);
		ret_unit->text[size] = '\0';
		ret_unit->width = 1;
		return size;
	}
	if (size < 2)
		snprintf(ret_unit->text, sizeof(ret_unit->text), "\\x%02x", (unsigned char)bytes[0]);
	else
		snprintf(ret_unit->text, sizeof(ret_unit->text), "\\u%04x", point);
	ret_unit->width = strlen(ret_unit->text);
	return size ? size : 1;
}

void text_escape(const char *bytes, size_t length, char *ret_text, size_t size)
{
	struct text_unit unit;
	size_t used = 0;

	while (length > 0) {
		size_t taken = text_unit(bytes, length, &unit), unit_length = strlen(unit.text);

		if (used + unit_length >= size)
			break;
		memcpy(ret_text + used, unit.text, unit_length);
		used += unit_length;
		bytes += taken;
		length -= taken;
	}
	ret_text[used] = '\0';
}
