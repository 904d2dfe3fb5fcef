// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The presets and their own tests, policy/presets/tests: they pass, and no rule can change without one failing. */
#include <glob.h>
#include <linux/bpf.h>

#include "tests/unit/compile.h"

#include "gatekeeper/policy-test/containers.h"
#include "gatekeeper/policy-test/run.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PRESETS "policy/presets/"

/* A preset with its tests. */
struct preset {
	char name[64];
	struct gk_image *image;
	struct test_file file;
};

static void open_preset(const char *path, struct preset *ret_preset)
{
	char tests[128];
	struct findings findings;
	struct resolver resolver;
	const char *name = path + strlen(PRESETS);

	snprintf(ret_preset->name, sizeof(ret_preset->name), "%s", name);
	snprintf(tests, sizeof(tests), PRESETS "tests/%s", name);
	if (test_file_read(tests, &findings, &ret_preset->file) < 0) {
		findings_print(&findings, false, stderr);
		fail_msg("%s has no tests", path);
	}
	resolver = test_containers_resolver(&ret_preset->file);
	assert_int_equal(policy_compile_file(path, &resolver, &findings, NULL, &ret_preset->image), 0);
}

static void close_preset(struct preset *preset)
{
	test_file_release(&preset->file);
	free(preset->image);
}

static void each_preset(void (*check)(struct preset *preset))
{
	glob_t found;

	assert_int_equal(glob(PRESETS "*.yaml", 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 7);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct preset preset;

		open_preset(found.gl_pathv[i], &preset);
		check(&preset);
		close_preset(&preset);
	}
	globfree(&found);
}

static void check_tests(struct preset *preset)
{
	size_t verdicts[GK_VERDICT_COUNT] = {0};
	struct test_result result;

	for (size_t i = 0; i < preset->file.count; i++) {
		const struct policy_test *test = &preset->file.test[i];

		if (!test->rule)
			fail_msg("%s: '%s' names no rule", preset->name, test->name);
		verdicts[test->verdict]++;
		test_run(preset->image, test, &result);
		if (!result.passed)
			fail_msg("%s: '%s': %s", preset->name, test->name, result.why);
	}
	if (!verdicts[GK_ALLOW] || !verdicts[GK_DENY])
		fail_msg("%s: no test allows, or none denies", preset->name);
}

static void the_tests_of_each_preset_pass(void **state)
{
	(void)state;
	each_preset(check_tests);
}

static bool some_fail(const struct preset *preset)
{
	struct test_result result;

	for (size_t i = 0; i < preset->file.count; i++) {
		test_run(preset->image, &preset->file.test[i], &result);
		if (!result.passed && result.why[0])
			return true;
	}
	return false;
}

static void check_each_rule(struct preset *preset)
{
	struct gk_image *image = preset->image;

	for (__u32 rule = 0; rule < image->rule_count; rule++) {
		const struct gk_rule before = image->rule[rule];
		const __u64 bit = 1ULL << (rule % 64);

		image->denies.word[rule / 64] ^= bit;
		if (!some_fail(preset))
			fail_msg("%s: no test asks rule '%s' for its verdict", preset->name, before.name);
		image->denies.word[rule / 64] ^= bit;
		strcpy(image->rule[rule].name, "another");
		if (!some_fail(preset))
			fail_msg("%s: no test names rule '%s'", preset->name, before.name);
		image->rule[rule] = before;
	}
	image->default_verdict ^= GK_ALLOW ^ GK_DENY;
	if (!some_fail(preset))
		fail_msg("%s: no test asks for the default", preset->name);
}

static void each_rule_of_a_preset_is_tested(void **state)
{
	(void)state;
	each_preset(check_each_rule);
}

/* The kernel side need not decide operations that no preset denies or logs. */
static void cgroup_presets_concern_cgroup_operations_only(void **state)
{
	static const char *const paths[] = {"policy/presets/default.yaml", "policy/presets/own-subtree.yaml"};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct gk_image *image = compile_right(paths[i]);

		/* An operation that could not be known could be one of them. */
		assert_true(image->operations == (1ULL << GK_OP_ATTACH_CGROUP | 1ULL << GK_OP_ATTACH_UNKNOWN |
						  1ULL << GK_OP_REPLACE_CGROUP | 1ULL << GK_OP_REPLACE_UNKNOWN |
						  1ULL << GK_OP_DETACH_CGROUP | 1ULL << GK_OP_DETACH_UNKNOWN));
		assert_true(image->commands ==
			    (1ULL << BPF_PROG_ATTACH | 1ULL << BPF_PROG_DETACH | 1ULL << BPF_RAW_TRACEPOINT_OPEN |
			     1ULL << BPF_LINK_CREATE | 1ULL << BPF_LINK_UPDATE | 1ULL << BPF_LINK_DETACH));
		assert_int_equal(image->mode, GK_ENFORCE);
		free(image);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tests_of_each_preset_pass),
		cmocka_unit_test(each_rule_of_a_preset_is_tested),
		cmocka_unit_test(cgroup_presets_concern_cgroup_operations_only),
	};

	return cmocka_run_group_tests_name("policy-presets", tests, NULL, NULL);
}
