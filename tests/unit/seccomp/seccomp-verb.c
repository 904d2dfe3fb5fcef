// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb seccomp: the formats that it prints, what it says on stderr, and its exit codes. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/unit/run-verb.h"

#define ENGINE "/usr/share/containers/seccomp.json"
#define WHOLE "tests/samples/good/bpf-denied-whole.yaml" /* denies all of bpf() */
#define PART "policy/presets/default.yaml"               /* denies some commands */

static struct output *run(const char *policy, const char *options)
{
	char *arguments[] = {(char *)"profile", (char *)policy, NULL};

	set_options(&verb_seccomp, options);
	return run_verb(&verb_seccomp, arguments);
}

static json_t *print_profile(const char *policy, const char *options)
{
	struct output *output = run(policy, options);
	json_t *profile = json_loads(output->out, 0, NULL);

	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(profile);
	return profile;
}

/* How many rules of a profile name this call and, if `action` is not NULL, have this action. */
static size_t count_rules(const json_t *profile, const char *call, const char *action)
{
	json_t *rule, *name;
	size_t i, j, count = 0;

	json_array_foreach (json_object_get(profile, "syscalls"), i, rule)
		json_array_foreach (json_object_get(rule, "names"), j, name)
			count += strcmp(json_string_value(name), call) == 0 &&
				 (!action || strcmp(json_string_value(json_object_get(rule, "action")), action) == 0);
	return count;
}

static size_t count_with_key(const json_t *profile, const char *key)
{
	size_t i, count = 0;
	json_t *rule;

	json_array_foreach (json_object_get(profile, "syscalls"), i, rule)
		count += json_object_get(rule, key) != NULL;
	return count;
}

static void docker_keeps_what_engines_read(void **state)
{
	json_t *profile = print_profile(PART, "format=docker base=" ENGINE " compat");

	(void)state;
	assert_non_null(json_object_get(profile, "archMap"));
	assert_true(count_with_key(profile, "includes") > 0);
	assert_true(count_with_key(profile, "excludes") > 0);
	json_decref(profile);
}

/* containerd drops conditions silently: a rule that asks for a capability would hold for all. */
static void oci_has_no_conditions(void **state)
{
	json_t *with = print_profile(PART, "format=oci base=" ENGINE " capability=CAP_SYS_ADMIN,audit_write"),
	       *without = print_profile(PART, "format=oci base=" ENGINE);

	(void)state;
	assert_null(json_object_get(with, "archMap"));
	assert_int_equal(count_with_key(with, "includes") + count_with_key(with, "excludes"), 0);
	assert_int_equal(count_with_key(without, "includes") + count_with_key(without, "excludes"), 0);
	assert_true(count_rules(with, "bpf", "SCMP_ACT_ALLOW") > 0);
	assert_int_equal(count_rules(without, "bpf", "SCMP_ACT_ALLOW"), 0);
	json_decref(with);
	json_decref(without);
}

static void without_a_base_all_else_is_allowed(void **state)
{
	json_t *profile = print_profile(PART, "base=none");

	(void)state;
	assert_string_equal(json_string_value(json_object_get(profile, "defaultAction")), "SCMP_ACT_ALLOW");
	assert_true(count_rules(profile, "bpf", "SCMP_ACT_ERRNO") > 0);
	assert_int_equal(count_rules(profile, "read", NULL), 0);
	json_decref(profile);
}

static void systemd_denies_whole_calls(void **state)
{
	struct output *output = run(WHOLE, "format=systemd");

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_string_equal(output->out, "[Service]\nSystemCallArchitectures=native\nSystemCallFilter=~bpf:EPERM\n");
	output = run(PART, "format=systemd");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "denies only some arguments of bpf: use --format oci or docker"));
}

static void what_is_unsure_is_settled(void **state)
{
	struct output *output = run(WHOLE, "format=systemd when-unsure=allow");

	(void)state;
	assert_int_equal(output->code, EXIT_FAILED); /* LINK_CREATE is allowed now, so a command decides */
	output = run(WHOLE, "format=systemd from=host");
	assert_int_equal(output->code, EXIT_OK);
	assert_string_equal(output->out, "[Service]\n");
}

static void what_no_filter_sees_is_reported(void **state)
{
	struct output *output = run("tests/samples/good/every-key.yaml", "");

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->error, "every-key.yaml:"));
	assert_non_null(strstr(output->error, "and never a privileged container"));
}

static void wrong_words_are_misuse(void **state)
{
	static const char *const rows[] = {"format=xml", "when-unsure=maybe", "format=systemd base=" ENGINE,
					   "capability=no_such"};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct output *output = run(PART, rows[i]);

		if (output->code == EXIT_OK || output->out[0] || !output->error[0])
			fail_msg("%s: exit code %d, '%s'", rows[i], output->code, output->error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docker_keeps_what_engines_read),
		cmocka_unit_test(oci_has_no_conditions),
		cmocka_unit_test(without_a_base_all_else_is_allowed),
		cmocka_unit_test(systemd_denies_whole_calls),
		cmocka_unit_test(what_is_unsure_is_settled),
		cmocka_unit_test(what_no_filter_sees_is_reported),
		cmocka_unit_test(wrong_words_are_misuse),
	};

	return cmocka_run_group_tests_name("seccomp-verb", tests, NULL, NULL);
}
