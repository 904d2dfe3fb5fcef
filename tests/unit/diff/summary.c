// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A difference in one line, as it is on record. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/diff/policies.h"
#include "gatekeeper/diff/summary.h"

#define PRESET(name) "policy/presets/" name ".yaml"

/* The result is valid until the next call. */
static const char *summarise(const char *before, const char *after, bool is_complete)
{
	static char text[DIFF_SUMMARY_SIZE];
	_cleanup_(diff_policies_release) struct diff_policies policies = {0};
	_cleanup_(difference_release) struct difference difference = {0};
	struct failure failure;

	assert_int_equal(diff_policies_compile(before, after, &policies, &failure), 0);
	assert_int_equal(difference_find(policies.image[0], policies.image[1], &policies.names, &difference), 0);
	assert_int_equal(difference_summarise(&difference, is_complete, text), 0);
	return text;
}

static void settings_and_kinds_are_told(void **state)
{
	(void)state;
	assert_string_equal(summarise(PRESET("default"), PRESET("strict"), true),
			    "default: allow before, now deny; 1 kind of requests now denied by the default");
	assert_string_equal(summarise(PRESET("default"), PRESET("own-subtree"), true),
			    "1 kind of requests now allowed by container-filters-own-traffic");
	assert_string_equal(summarise(PRESET("audit-all"), PRESET("strict"), true),
			    "mode: audit before, now enforce; default: allow before, now deny; 1 kind of requests now "
			    "allowed by systemd-restricts-file-systems; 2 kinds of requests now denied by the "
			    "default; 2 kinds of requests logged otherwise by host-is-not-limited, "
			    "container-looks-and-uses-its-maps, systemd-restricts-file-systems");
}

static void equal_policies_decide_alike(void **state)
{
	(void)state;
	assert_string_equal(summarise(PRESET("strict"), PRESET("strict"), true), "decides alike");
	assert_string_equal(summarise(PRESET("strict"), PRESET("strict"), false),
			    "has little in common with the one before");
}

/* 60 rules, each of which allows something else now. */
static void long_text_is_cut_off(void **state)
{
	char path[] = "/tmp/summary-policy.XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	const char *text;

	(void)state;
	assert_non_null(file);
	fputs("version: 1\ndefault: deny\nrules:\n", file);
	for (int i = 0; i < 60; i++)
		fprintf(file, "  - {name: rule-number-%d, allow: load, caller: {uid: %d}}\n", i, 1000 + i);
	assert_int_equal(fclose(file), 0);
	text = summarise(PRESET("strict"), path, true);
	assert_int_equal(strlen(text), DIFF_SUMMARY_SIZE - 1);
	assert_string_equal(text + DIFF_SUMMARY_SIZE - 4, "...");
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_and_kinds_are_told),
		cmocka_unit_test(equal_policies_decide_alike),
		cmocka_unit_test(long_text_is_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
