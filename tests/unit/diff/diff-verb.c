// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb diff: what it prints, and its exit codes. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/run-verb.h"

#define STRICT "policy/presets/strict.yaml"
#define DEFAULT "policy/presets/default.yaml"

static struct output *run(const char *before, const char *after)
{
	char *arguments[] = {(char *)before, (char *)after, NULL};

	return run_verb(&verb_diff, arguments);
}

static void same_policy_has_no_difference(void **state)
{
	struct output *output = run(STRICT, STRICT);

	(void)state;
	assert_int_equal(output->code, 0);
	assert_string_equal(output->out, "");
	assert_string_equal(output->error, "");
}

static void other_policy_differs(void **state)
{
	struct output *output = run(DEFAULT, STRICT);

	(void)state;
	assert_int_equal(output->code, 1);
	assert_non_null(strstr(output->out, "default: allow before, now deny\n"));
	assert_non_null(strstr(output->out,
			       "from a container, map-create: allowed by the default before, now allowed by "
			       "rule systemd-restricts-file-systems (" STRICT ":36)\n"));
	assert_string_equal(output->error, "");
}

static void wrong_policy_is_not_compared(void **state)
{
	struct output *output = run(STRICT, "tests/samples/bad/unknown-key.yaml");

	(void)state;
	assert_int_equal(output->code, 2);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "[unknown-key]\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_policy_has_no_difference),
		cmocka_unit_test(other_policy_differs),
		cmocka_unit_test(wrong_policy_is_not_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
