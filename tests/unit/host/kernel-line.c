// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/host/kernel-line.c: command lines as the kernel reads them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/host/kernel-line.h"

static const struct {
	const char *line, *ignored, *value; /* NULL: none */
} values[] = {
	{"", NULL, NULL},
	{"lsm", NULL, NULL},
	{"lsm.debug xlsm=a lsm_x=b", NULL, NULL},
	{"lsm=a", NULL, "a"},
	{" \t lsm=a\n", NULL, "a"},
	{"lsm=a lsm=b quiet", NULL, "b"},
	{"lsm=a -- lsm=b", NULL, "a"},
	{"lsm=a --x lsm=b", NULL, "b"},
	{"lsm=a lsm=b", "b", "a"},
	{"lsm=a lsm=b", "a", "b"},
	{"lsm=b", "b", NULL},
	{"lsm=bb", "b", "bb"},
	{"\"lsm=a b\" x", NULL, "a b"},
	{"lsm=\"a b\" x", NULL, "a b"},
	{"x=\"y lsm=a\"", NULL, NULL},
	{"x=\"y lsm=a", NULL, NULL},
	{"lsm=", NULL, ""},
};

static void the_last_value_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		char *value = NULL;
		int error = kernel_line_value(values[i].line, "lsm", values[i].ignored, &value);

		assert_int_equal(error, values[i].value ? 0 : -ENOENT);
		if (values[i].value)
			assert_string_equal(value, values[i].value);
		else
			assert_null(value);
		free(value);
	}
}

static size_t end_of(const char *line)
{
	size_t end = 99;

	assert_int_equal(kernel_line_end(line, &end), 0);
	return end;
}

static void the_end_is_before_the_words_for_init(void **state)
{
	(void)state;
	assert_int_equal(end_of(""), 0);
	assert_int_equal(end_of(" \n"), 0);
	assert_int_equal(end_of("a b \n"), 3);
	assert_int_equal(end_of("a b -- c"), 3);
	assert_int_equal(end_of("-- c"), 0);
	assert_int_equal(end_of("a=\"b -- c\" d\n"), 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_value_counts),
		cmocka_unit_test(the_end_is_before_the_words_for_init),
	};

	return cmocka_run_group_tests_name("kernel-line", tests, NULL, NULL);
}
