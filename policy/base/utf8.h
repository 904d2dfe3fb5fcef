/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One character of UTF-8. */
#ifndef POLICY_BASE_UTF8_H
#define POLICY_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Decodes the first character; the number of its bytes, or 0 when they are not UTF-8. */
static inline size_t utf8_decode(const char *bytes, size_t length, uint32_t *ret_point)
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

#endif
