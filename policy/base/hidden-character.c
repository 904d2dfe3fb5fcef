// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/base/hidden-character.h"

#include <stddef.h>

#include "policy/base/cleanup.h"

/* In ascending order. */
static const struct range {
	uint32_t first;
	uint32_t last;
} hidden[] = {
	{0x0000, 0x001f},    /* C0 controls */
	{0x007f, 0x00a0},    /* DEL, C1 controls: some terminals act on them; no-break space */
	{0x00ad, 0x00ad},    /* soft hyphen */
	{0x034f, 0x034f},    /* combining grapheme joiner */
	{0x061c, 0x061c},    /* Arabic letter mark: direction */
	{0x115f, 0x1160},    /* Hangul fillers */
	{0x1680, 0x1680},    /* Ogham space mark */
	{0x17b4, 0x17b5},    /* Khmer inherent vowels */
	{0x180b, 0x180f},    /* Mongolian variation selectors and vowel separator */
	{0x2000, 0x200f},    /* blanks of other widths, zero width, direction marks */
	{0x2028, 0x202f},    /* line and paragraph separators, direction embeddings and overrides, narrow blank */
	{0x205f, 0x206f},    /* mathematical blank, word joiner, direction isolates, deprecated formats */
	{0x2800, 0x2800},    /* Braille blank */
	{0x3000, 0x3000},    /* ideographic space */
	{0x3164, 0x3164},    /* Hangul filler */
	{0xd800, 0xdfff},    /* surrogates: not valid in UTF-8 */
	{0xe000, 0xf8ff},    /* private use */
	{0xfdd0, 0xfdef},    /* not characters */
	{0xfe00, 0xfe0f},    /* variation selectors */
	{0xfeff, 0xfeff},    /* byte order mark */
	{0xffa0, 0xffa0},    /* half-width Hangul filler */
	{0xfff0, 0xffff},    /* annotations, not characters */
	{0x13430, 0x1343f},  /* hieroglyph joiners */
	{0x16fe4, 0x16fe4},  /* Khitan filler */
	{0x1bca0, 0x1bca3},  /* shorthand controls */
	{0x1d159, 0x1d159},  /* musical symbol without a head */
	{0x1d173, 0x1d17a},  /* musical controls */
	{0xe0000, 0x1fffff}, /* tags, variation selectors, private use; no characters from 0x110000 on */
};

bool is_hidden_character(uint32_t point)
{
	if (point >= 0x20 && point < 0x7f) /* nearly all there are */
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(hidden); i++) {
		if (point >= hidden[i].first && point <= hidden[i].last)
			return true;
	}
	return false;
}
