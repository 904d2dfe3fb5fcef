// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/version-order.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static int sign(bool less, bool more)
{
	return (int)more - (int)less;
}

/* Skips `separator` in both. If only one has it, that one is the older. */
static int compare_separator(const char **a, const char **b, char separator)
{
	bool in_a = **a == separator, in_b = **b == separator;

	if (in_a && in_b) {
		++*a;
		++*b;
		return 0;
	}
	return sign(in_a, in_b);
}

/* A number is newer than no number; the rest is by value, of any length. */
static int compare_number(const char *a, size_t a_size, const char *b, size_t b_size)
{
	if (!a_size || !b_size)
		return sign(!a_size && b_size, a_size && !b_size);
	for (; a_size > 1 && *a == '0'; a_size--)
		a++;
	for (; b_size > 1 && *b == '0'; b_size--)
		b++;
	if (a_size != b_size)
		return sign(a_size<b_size, a_size> b_size);
	return strncmp(a, b, a_size);
}

static int compare_word(const char *a, size_t a_size, const char *b, size_t b_size)
{
	int order = strncmp(a, b, a_size < b_size ? a_size : b_size);

	return order ? order : sign(a_size<b_size, a_size> b_size);
}

/* Compares what both begin with, and skips it: separators, then a number or a word. */
static int compare_segment(const char **a, const char **b)
{
	static const char separators[] = "-^.";
	const char *kind;
	size_t a_size, b_size;
	int order = 0;

	for (size_t i = 0; !order && separators[i]; i++)
		order = compare_separator(a, b, separators[i]);
	if (order)
		return order;
	kind = strspn(*a, DIGITS) || strspn(*b, DIGITS) ? DIGITS : LETTERS;
	a_size = strspn(*a, kind);
	b_size = strspn(*b, kind);
	order = *kind == '0' ? compare_number(*a, a_size, *b, b_size) : compare_word(*a, a_size, *b, b_size);
	*a += a_size;
	*b += b_size;
	return order;
}

int version_compare(const char *a, const char *b)
{
	int order = 0;

	while (!order) {
		a += strcspn(a, DIGITS LETTERS "-.~^");
		b += strcspn(b, DIGITS LETTERS "-.~^");
		order = compare_separator(&a, &b, '~');
		if (order)
			break;
		if (!*a || !*b)
			return sign(!*a && *b, *a && !*b);
		order = compare_segment(&a, &b);
	}
	return order;
}
