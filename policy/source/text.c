// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* UTF-8 and escaping, for everything that a policy file's author controls and somebody else reads. */
#include <stdio.h>
#include <string.h>

#include "policy/base/hidden-character.h"
#include "policy/source/text.h"

size_t utf8_decode(const char *bytes, size_t length, uint32_t *ret_point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *byte = (const unsigned char *)bytes;
	uint32_t point;
	size_t size;

	if (length == 0)
		return 0;
	if (byte[0] < 0x80) {
		*ret_point = byte[0];
		return 1;
	}
	size = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : 2;
	if (byte[0] < 0xc2 || byte[0] > 0xf4 || size > length)
		return 0;

	point = byte[0] & (0x7f >> size);
	for (size_t i = 1; i < size; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (byte[i] & 0x3f);
	}
	if (point < least[size] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*ret_point = point;
	return size;
}

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
