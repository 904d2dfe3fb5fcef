// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/base/text-diff.c: differences as patch(1) reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/base/text-diff.h"

#define HEAD "--- /x\n+++ /x\n"

static const struct {
	const char *before, *after, *said;
} rows[] = {
	{"a\n", "a\n", ""},
	{"", "", ""},
	{NULL, NULL, ""},
	{NULL, "a\nb\n", "--- /dev/null\n+++ /x\n@@ -0,0 +1,2 @@\n+a\n+b\n"},
	{"a\nb\n", NULL, "--- /x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n"},
	{"1\n2\n3\n4\nx\n5\n6\n7\n8\n", "1\n2\n3\n4\ny\nz\n5\n6\n7\n8\n",
	 HEAD "@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-x\n+y\n+z\n 5\n 6\n 7\n"},
	{"a\nb\n", "a\n", HEAD "@@ -1,2 +1,1 @@\n a\n-b\n"},
	{"a\n", "b\na\n", HEAD "@@ -1,1 +1,2 @@\n+b\n a\n"},
	{"a\na\n", "a\na\na\n", HEAD "@@ -1,2 +1,3 @@\n a\n a\n+a\n"},
	{"a", "a b", HEAD "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a b\n\\ No newline at end of file\n"},
	{"a", "a\n", HEAD "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"},
	{"x\na", "y\na", HEAD "@@ -1,2 +1,2 @@\n-x\n+y\n a\n\\ No newline at end of file\n"},
};

static void differences_are_printed_for_patch(void **state)
{
	char said[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		FILE *out = fmemopen(said, sizeof(said), "w");

		assert_non_null(out);
		memset(said, 0, sizeof(said));
		text_diff_print(out, "/x", rows[i].before, rows[i].after);
		fclose(out);
		assert_string_equal(said, rows[i].said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(differences_are_printed_for_patch)};

	return cmocka_run_group_tests_name("text-diff", tests, NULL, NULL);
}
