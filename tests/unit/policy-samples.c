// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* tests/samples: each bad one is found by exactly the check that its file name says, each good one compiles. */
#include <glob.h>

#include "compile.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *file_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* The check with the longest name that the file name begins with. */
static enum check check_of(const char *name)
{
	enum check best = CHECK_COUNT;
	size_t best_length = 0;

	for (unsigned int i = 0; i < CHECK_COUNT; i++) {
		size_t length = strlen(check_info[i].name);

		if (strncmp(name, check_info[i].name, length) != 0 || !strchr("-.", name[length]))
			continue;
		if (length > best_length) {
			best = i;
			best_length = length;
		}
	}
	return best;
}

static void check_bad(const char *path)
{
	enum check check = check_of(file_name(path));
	struct gk_image *image = NULL;
	struct findings findings;
	int r;

	if (check == CHECK_COUNT)
		fail_msg("%s names no check", path);
	r = policy_compile_file(path, &resolver_by_name, &findings, NULL, &image);
	if (findings.count != 1 || findings.finding[0].check != check || findings.finding[0].place.line == 0 ||
	    findings.finding[0].place.column == 0 || findings.finding[0].caret == 0) {
		findings_print(&findings, stderr);
		fail_msg("%s: not exactly one finding %s with a place", path, check_info[check].name);
	}
	if (check_info[check].severity == SEVERITY_ERROR) {
		assert_int_equal(r, -22);
		assert_null(image);
	} else {
		assert_int_equal(r, 0);
		assert_non_null(image);
	}
	free(image);
}

static void bad(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob("tests/samples/bad/*.yaml", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_bad(found.gl_pathv[i]);
	globfree(&found);
}

/* The failing samples of these are files that a source tree can't hold: tests/unit/policy-files.c. */
static void every_check_has_a_sample(void **state)
{
	char pattern[128];
	glob_t found;

	(void)state;
	for (unsigned int i = 0; i < CHECK_COUNT; i++) {
		if (i == CHECK_IO)
			continue;
		snprintf(pattern, sizeof(pattern), "tests/samples/bad/%s*.yaml", check_info[i].name);
		if (glob(pattern, 0, NULL, &found) != 0)
			fail_msg("no sample for the check %s", check_info[i].name);
		globfree(&found);
	}
}

static void compile_all(const char *pattern)
{
	glob_t found;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct gk_image *image = NULL;
		struct findings findings;
		int r = policy_compile_file(found.gl_pathv[i], &resolver_by_name, &findings, NULL, &image);

		if (r < 0 || findings.count > 0) {
			findings_print(&findings, stderr);
			fail_msg("%s has findings", found.gl_pathv[i]);
		}
		free(image);
	}
	globfree(&found);
}

static void good(void **state)
{
	(void)state;
	compile_all("tests/samples/good/*.yaml");
	compile_all("policy/presets/*.yaml");
}

/* Every field of the image that is not a vector. */
static void every_key(void **state)
{
	static const struct {
		const char *name;
		unsigned int line;
		enum gk_verdict verdict;
		bool logged;
	} rows[] = {
		{"0.first_rule-name", 11, GK_ALLOW, false},
		{"second", 17, GK_ALLOW, false},
		{"third", 36, GK_DENY, true},
		{"last", 41, GK_DENY, true},
	};
	struct gk_image *image = compile_right("tests/samples/good/every-key.yaml");

	(void)state;
	assert_true(image->magic == GK_IMAGE_MAGIC);
	assert_int_equal(image->version, GK_ABI_VERSION);
	assert_int_equal(image->generation, 0);
	assert_int_equal(image->mode, GK_AUDIT);
	assert_int_equal(image->default_verdict, GK_DENY);
	assert_int_equal(image->default_logged, 1);
	assert_int_equal(image->host_namespaces, GK_ALL_NAMESPACES);
	assert_int_equal(image->rule_count, COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(image->rule[i].name, rows[i].name);
		assert_int_equal(image->rule[i].line, rows[i].line);
		assert_int_equal(image->rule[i].verdict, rows[i].verdict);
		assert_int_equal(image->rule[i].logged, rows[i].logged);
	}
	free(image);
}

/* The same file gives the same bytes. */
static void deterministic(void **state)
{
	struct gk_image *one = compile_right("tests/samples/good/every-key.yaml");
	struct gk_image *other = compile_right("tests/samples/good/every-key.yaml");

	(void)state;
	assert_memory_equal(one, other, sizeof(*one));
	free(one);
	free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad),           cmocka_unit_test(every_check_has_a_sample),
		cmocka_unit_test(good),          cmocka_unit_test(every_key),
		cmocka_unit_test(deterministic),
	};

	return cmocka_run_group_tests_name("policy-samples", tests, NULL, NULL);
}
