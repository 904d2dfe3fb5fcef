// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb diff: what it prints, and its exit codes; and a comparison with an image that was compiled for this host. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/diff/difference.h"
#include "gatekeeper/diff/policies.h"
#include "tests/unit/run-verb.h"

#define STRICT "policy/presets/strict.yaml"
#define DEFAULT "policy/presets/default.yaml"

static struct output *run(const char *before, const char *after)
{
	char *arguments[] = {(char *)before, (char *)after, NULL};

	set_options(&verb_diff, after ? "" : "in-force");
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
	assert_non_null(
		strstr(output->out,
		       "allowed before, now denied:\n  all operations but map-data, inspect; from container: by the "
		       "default, before by the default\n"));
	assert_non_null(strstr(output->out, "denied as before, by another rule:\n  attach:cgroup"));
	assert_non_null(strstr(
		output->out, ": by the default, before by rule no-cgroup-programs-from-containers (" DEFAULT ":21)\n"));
	assert_string_equal(output->error, "");
}

static void write_policy(const char *name, const char *rules)
{
	FILE *file = fopen(name, "we");

	assert_non_null(file);
	fprintf(file, "version: 1\ndefault: allow\nrules:\n  - {name: one, %s}\n", rules);
	assert_int_equal(fclose(file), 0);
}

/* The name of a condition is told where the policies differ in nothing but that. */
static void line_names_what_distinguishes(void **state)
{
	static const struct {
		const char *before, *after, *line;
	} row[] = {
		{"deny: attach:xdp", "deny: attach:xdp, caller: {uid: 1000-1999}", "; uid not 1000-1999: by"},
		{"deny: load", "deny: [load, pin]", "  pin: by"},
		{"deny: attach:cgroup", "deny: attach:cgroup, target: {cgroup: own}", "; target not own, unknown: by"},
		{"deny: attach:cgroup, target: {cgroup: /a}", "deny: attach:cgroup, target: {cgroup: [/a, /b]}",
		 "; target-cgroup /b"},
		{"deny: load", "deny: load, caller: {exe: /usr/bin/env}", "; exe not unknown, /usr/bin/env: by"},
		{"deny: load", "deny: load, caller: {cgroup: /a}", "; cgroup not /a: by"},
		{"deny: load, caller: {container: {image: a}}", "deny: load, caller: {container: {image: [a, b]}}",
		 "  load; from container; cgroup /container(image=b), /container(image=b,else=other): by rule one"},
		{"deny: load, caller: {container: {image: a}}", "deny: load, caller: {container: {name: 'n*'}}",
		 "cgroup /container(image=a,else=other): by the default"},
		{"deny: load", "deny: load, caller: {from: container}", "  load; from host: by"},
		{"deny: load", "deny: load, caller: {namespaces: {net: not-init}}", "; namespaces net: init: by"},
		{"deny: load", "deny: load, caller: {capabilities: cap_bpf}", "; capabilities not cap_bpf: by"},
		{"deny: load", "deny: load, program: {type: xdp}", "; program-type not xdp, unknown: by"},
		{"deny: load", "deny: load, program: {name: one}", "; program-name not one: by"},
		{"deny: load", "deny: load, program: {signed: 'no'}", "; program-signature not unknown, unsigned: by"},
		{"deny: attach:tc", "deny: attach:tc, target: {netns: own}", "; target-netns "},
		{"deny: attach:cgroup", "deny: attach:cgroup, attach-types: cgroup_device",
		 "; attach-type not cgroup_device, unknown: by"},
		{"deny: load", "deny: load, log: none", "denied as before, no longer logged:\n  load: by rule one"},
		{"allow: load", "allow: load, log: all", "allowed as before, now logged:\n  load: by rule one"},
	};
	char before[] = "/tmp/diff-verb-before.XXXXXX", after[] = "/tmp/diff-verb-after.XXXXXX";

	(void)state;
	close(mkstemp(before));
	close(mkstemp(after));
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		const struct output *output;

		write_policy(before, row[i].before);
		write_policy(after, row[i].after);
		output = run(before, after);
		if (output->code != 1 || !strstr(output->out, row[i].line))
			fail_msg("%s, now %s: no line has '%s':\n%s%s", row[i].before, row[i].after, row[i].line,
				 output->out, output->error);
	}
	unlink(before);
	unlink(after);
}

static json_t *run_json(const char *before, const char *after, int expected)
{
	char *arguments[] = {(char *)before, (char *)after, NULL};
	struct output *output;
	json_t *json;

	set_options(&verb_diff, "json");
	output = run_verb(&verb_diff, arguments);
	assert_int_equal(output->code, expected);
	json = json_loads(output->out, 0, NULL);
	assert_non_null(json);
	return json;
}

static void json_has_the_same(void **state)
{
	json_t *same = run_json(STRICT, STRICT, 0), *other = run_json(DEFAULT, STRICT, 1), *first, *rule;
	const char *from, *verdict[2];
	int line, is_default;

	(void)state;
	assert_true(json_is_true(json_object_get(same, "same")));
	assert_true(json_is_true(json_object_get(same, "complete")));
	assert_int_equal(json_array_size(json_object_get(same, "changes")), 0);
	assert_true(json_is_false(json_object_get(other, "same")));
	assert_string_equal(
		json_string_value(json_object_get(json_array_get(json_object_get(other, "settings"), 0), "key")),
		"default");
	first = json_array_get(json_object_get(other, "changes"), 0);
	assert_int_equal(json_unpack(first, "{s:{s:s, s:b}, s:{s:s}, s:[{s:[s]}]}", "before", "verdict", &verdict[0],
				     "default", &is_default, "after", "verdict", &verdict[1], "conditions", "values",
				     &from),
			 0);
	assert_string_equal(verdict[0], "allow");
	assert_string_equal(verdict[1], "deny");
	assert_string_equal(from, "container");
	assert_true(is_default);
	assert_true(json_array_size(json_object_get(first, "operations")) > 4);
	rule = json_array_get(json_object_get(other, "changes"), 2);
	assert_int_equal(json_unpack(rule, "{s:{s:[{s:i}]}}", "before", "rules", "line", &line), 0);
	assert_int_equal(line, 21);
	json_decref(same);
	json_decref(other);
}

static void wrong_policy_is_not_compared(void **state)
{
	struct output *output = run(STRICT, "tests/samples/bad/unknown-key.yaml");

	(void)state;
	assert_int_equal(output->code, 2);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "[unknown-key]\n"));
}

static void wrong_number_of_policies_is_misuse(void **state)
{
	char *one[] = {STRICT, NULL}, *two[] = {STRICT, STRICT, NULL};

	(void)state;
	set_options(&verb_diff, "");
	assert_int_equal(run_verb(&verb_diff, one)->code, 2);
	set_options(&verb_diff, "in-force");
	assert_int_equal(run_verb(&verb_diff, two)->code, 2);
}

/* Nothing is loaded where unit tests run, or it can't be read. */
static void no_policy_in_force_is_not_taken_for_the_same(void **state)
{
	struct output *output = run(STRICT, NULL);

	(void)state;
	assert_int_equal(output->code, 2);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "in force: "));
}

/* Compares the image of `before`, compiled for this host, with a file. Returns the number of changes. */
static size_t compare_image(const char *before, const char *after)
{
	_cleanup_(diff_policies_release) struct diff_policies policies = {0};
	_cleanup_(difference_release) struct difference difference = {0};
	struct gk_image *image;
	struct findings findings;
	struct failure failure;

	assert_int_equal(policy_compile_file(before, NULL, &findings, NULL, &image), 0);
	snprintf(image->path, sizeof(image->path), "/etc/some/policy.yaml");
	assert_int_equal(diff_policies_compile_for(image, after, &policies, &failure), 0);
	assert_string_equal(policies.findings[0].file, "/etc/some/policy.yaml");
	assert_int_equal(difference_find(policies.image[0], policies.image[1], &policies.names, &difference), 0);
	return difference.change_count;
}

static void image_of_this_host_is_compared(void **state)
{
	(void)state;
	assert_int_equal(compare_image(STRICT, STRICT), 0);
	assert_true(compare_image(DEFAULT, STRICT) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_policy_has_no_difference),
		cmocka_unit_test(other_policy_differs),
		cmocka_unit_test(line_names_what_distinguishes),
		cmocka_unit_test(json_has_the_same),
		cmocka_unit_test(wrong_policy_is_not_compared),
		cmocka_unit_test(wrong_number_of_policies_is_misuse),
		cmocka_unit_test(no_policy_in_force_is_not_taken_for_the_same),
		cmocka_unit_test(image_of_this_host_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
