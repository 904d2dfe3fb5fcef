// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/base/escape.c: no name that a caller chooses can forge a line or act on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/base/escape.h"

/* Each text with what it becomes. */
static const struct {
	const char *text;
	const char *escaped;
} samples[] = {
	{"", ""},
	{"bpftool", "bpftool"},
	{"a b\"c'd/{}", "a b\"c'd/{}"},
	{"g\xc3\xa4nse \xe2\x82\xac \xf0\x9f\x90\x9d", "g\xc3\xa4nse \xe2\x82\xac \xf0\x9f\x90\x9d"},
	{"a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd"},
	{"\x1b[2J", "\\x1b[2J"},
	{"\x7f", "\\x7f"},
	{"\\x0a", "\\\\x0a"},
	{"\xff\xfe", "\\xff\\xfe"},
	{"\xc2\x9bm", "\\xc2\\x9bm"},                 /* C1 CSI */
	{"\xe2\x80\xaegpj", "\\xe2\\x80\\xaegpj"},    /* right-to-left override */
	{"\xe2\x80\xa8", "\\xe2\\x80\\xa8"},          /* line separator */
	{"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},          /* direction isolate */
	{"\xef\xbb\xbf", "\\xef\\xbb\\xbf"},          /* byte order mark */
	{"\xc0\xaf", "\\xc0\\xaf"},                   /* overlong '/' */
	{"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},          /* overlong '/' */
	{"\xed\xa0\x80", "\\xed\\xa0\\x80"},          /* surrogate */
	{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* above U+10FFFF */
	{"\xe2\x82", "\\xe2\\x82"},                   /* cut off */
	{"\xe2\x82z", "\\xe2\\x82z"},
};

static void hidden_characters_become_visible(void **state)
{
	char out[ESCAPED_SIZE(64)];

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		size_t length = escape_text(samples[i].text, strlen(samples[i].text), out);

		assert_string_equal(out, samples[i].escaped);
		assert_int_equal(length, strlen(samples[i].escaped));
	}
}

static void reading_stops_at_the_bound(void **state)
{
	const char text[4] = {'a', 'b', '\xe2', '\x82'};
	char out[ESCAPED_SIZE(sizeof(text))];

	(void)state;
	assert_int_equal(escape_text(text, sizeof(text), out), 10);
	assert_string_equal(out, "ab\\xe2\\x82");
	assert_int_equal(escape_text("a\0b", 3, out), 1);
	assert_int_equal(escape_text("\x01\x02\x03\x04", 4, out), ESCAPED_SIZE(4) - 1);
}

static void escaped_text_is_not_escaped_again(void **state)
{
	char once[ESCAPED_SIZE(64)], twice[ESCAPED_SIZE(ESCAPED_SIZE(64))];

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		escape_text(samples[i].text, strlen(samples[i].text), once);
		escape_again(once, strlen(once), twice);
		assert_string_equal(once, twice);
	}
	escape_again("\\x0a\n", 5, twice);
	assert_string_equal(twice, "\\x0a\\x0a");
}

/* The inverse, as a reader of the log would write it. */
static void unescape(const char *text, char *out)
{
	while (*text) {
		unsigned int byte;

		if (text[0] != '\\') {
			*out++ = *text++;
		} else if (text[1] == '\\') {
			*out++ = '\\';
			text += 2;
		} else {
			assert_int_equal(sscanf(text, "\\x%2x", &byte), 1);
			*out++ = (char)byte;
			text += 4;
		}
	}
	*out = '\0';
}

static void escaping_is_reversible(void **state)
{
	char text[33], out[ESCAPED_SIZE(32)], back[ESCAPED_SIZE(32)];

	(void)state;
	srandom(1);
	for (int round = 0; round < 20000; round++) {
		for (size_t i = 0; i < 32; i++)
			text[i] = (char)(random() % 3 ? 1 + random() % 255 : "\\x0"[random() % 3]);
		text[32] = '\0';
		escape_text(text, 32, out);
		unescape(out, back);
		assert_string_equal(text, back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden_characters_become_visible),
		cmocka_unit_test(reading_stops_at_the_bound),
		cmocka_unit_test(escaped_text_is_not_escaped_again),
		cmocka_unit_test(escaping_is_reversible),
	};

	return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
