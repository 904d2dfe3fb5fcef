// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Findings as comments: whatever the text, taking them out again gives the same text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/edit/comments.h"

#define COMMENT "# gatekeeper edit: "

static void make(struct findings *ret_findings)
{
	findings_init(ret_findings, "a.yaml");
	strcpy(ret_findings->directory, "a.d");
	strcpy(ret_findings->drop_in[0], "10.yaml");
	findings_add(ret_findings, CHECK_UNKNOWN_KEY, (struct place){.line = 2, .column = 1}, "second");
	findings_add(ret_findings, CHECK_UNKNOWN_KEY, (struct place){.line = 9, .column = 1}, "behind the end");
	findings_add(ret_findings, CHECK_UNKNOWN_KEY, (struct place){.line = 2, .column = 1, .file = 1}, "drop-in");
}

static void each_finding_is_above_its_line_or_at_the_head(void **state)
{
	struct findings findings;
	char *text = NULL;

	(void)state;
	make(&findings);
	assert_int_equal(comments_add("one\ntwo\nthree", "first\nsecond\n", &findings, 0, &text), 0);
	assert_string_equal(text, COMMENT "first\n" COMMENT "second\n" COMMENT
					  "a.yaml:9: error: behind the end [unknown-key]\n" COMMENT
					  "a.d/10.yaml:2: error: drop-in [unknown-key]\n"
					  "one\n" COMMENT "error: second [unknown-key]\ntwo\nthree");
	comments_remove(text);
	assert_string_equal(text, "one\ntwo\nthree");
	free(text);
}

static void taking_them_out_gives_the_text(void **state)
{
	static const char *const texts[] = {
		"", "\n", "\n\n", "a", "a\n", "\na", "# gatekeeper edits\n", " " COMMENT "\n"};
	struct findings findings;

	(void)state;
	make(&findings);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *text = NULL;

		assert_int_equal(comments_add(texts[i], "note", &findings, 0, &text), 0);
		assert_int_not_equal(strcmp(text, texts[i]), 0);
		comments_remove(text);
		assert_string_equal(text, texts[i]);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_finding_is_above_its_line_or_at_the_head),
		cmocka_unit_test(taking_them_out_gives_the_text),
	};

	return cmocka_run_group_tests_name("comments", tests, NULL, NULL);
}
