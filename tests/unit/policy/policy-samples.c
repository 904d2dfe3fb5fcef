// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* tests/samples: exactly the check in its file name finds each bad sample; each good one compiles. */
#include <errno.h>
#include <glob.h>

#include "tests/unit/compile.h"
#include "policy/image/vectors.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Every path exists, except in two directories. */
static int look(const char *path)
{
	if (strncmp(path, "/missing", 8) == 0)
		return -ENOENT;
	return strncmp(path, "/secret", 7) == 0 ? -EACCES : 0;
}

static int find_executable(void *context, const char *path, struct executable_id *ret_id)
{
	int r = look(path);

	return r < 0 ? r : resolver_by_name.executable(context, path, ret_id);
}

static int find_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	int r = look(path);

	return r < 0 ? r : resolver_by_name.cgroup(context, path, ret_id);
}

static const struct resolver sample_resolver = {.executable = find_executable, .cgroup = find_cgroup};

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
	r = policy_compile_file(path, &sample_resolver, &findings, NULL, &image);
	if (findings.count != 1 || findings.finding[0].check != check || findings.finding[0].place.line == 0 ||
	    findings.finding[0].place.column == 0 || findings.finding[0].caret == 0) {
		findings_print(&findings, false, stderr);
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

static void each_bad_sample_fails_by_its_check(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob("tests/samples/bad/*.yaml", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_bad(found.gl_pathv[i]);
	globfree(&found);
}

/* Those of four checks cannot be files of the tree: see policy-files.c, policy-limits.c, writable.c, containers.c. */
static void every_check_has_a_sample(void **state)
{
	char pattern[128];
	glob_t found;

	(void)state;
	for (unsigned int i = 0; i < CHECK_COUNT; i++) {
		if (i == CHECK_IO || i == CHECK_TOO_COMPLEX || i == CHECK_WRITABLE || i == CHECK_UNKNOWN_CONTAINERS)
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
		size_t warnings = 0;
		int r = policy_compile_file(found.gl_pathv[i], &sample_resolver, &findings, NULL, &image);

		/* What `race: verify` risks is said of every policy that has it, and one sample has every key. */
		for (size_t j = 0; j < findings.count; j++)
			warnings += findings.finding[j].check != CHECK_ALLOW_RACED &&
				    findings.finding[j].check != CHECK_SEALED_CONTAINERS;
		if (r < 0 || warnings > 0) {
			findings_print(&findings, false, stderr);
			fail_msg("%s has findings", found.gl_pathv[i]);
		}
		free(image);
	}
	globfree(&found);
}

static void each_good_sample_compiles(void **state)
{
	(void)state;
	compile_all("tests/samples/good/*.yaml");
	compile_all("policy/presets/*.yaml");
}

/* Checks every field of the image that is not a vector. */
static void every_key_reaches_the_image(void **state)
{
	static const struct {
		const char *name;
		unsigned int file, line;
		enum gk_verdict verdict;
		bool logged;
	} rows[] = {
		{"0.first_rule-name", 0, 14, GK_ALLOW, false},
		{"second", 0, 22, GK_ALLOW, false},
		{"third", 0, 44, GK_DENY, true},
		{"fourth", 0, 54, GK_DENY, true},
		{"fifth", 0, 59, GK_ALLOW, true},
		{"last", 0, 70, GK_DENY, true},
		{"first-of-a-drop-in", 1, 3, GK_DENY, true},
	};
	struct gk_image *image = compile_right("tests/samples/good/every-key.yaml");

	(void)state;
	assert_true(image->magic == GK_IMAGE_MAGIC);
	assert_true(image->magic == GK_IMAGE_MAGIC);
	assert_int_equal(image->generation, 0);
	assert_int_equal(image->mode, GK_AUDIT);
	assert_int_equal(image->protect, GK_PROTECT_SEALED);
	assert_int_equal(image->default_verdict, GK_DENY);
	assert_int_equal(image->default_logged, 1);
	assert_int_equal(image->host_namespaces, GK_ALL_NAMESPACES);
	assert_int_equal(image->uses & 0x7f, 0x7f);
	assert_int_equal(image->rule_count, COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(image->rule[i].name, rows[i].name);
		assert_int_equal(image->rule[i].file, rows[i].file);
		assert_int_equal(image->rule[i].line, rows[i].line);
		assert_int_equal(vector_has(&image->denies, i) ? GK_DENY : GK_ALLOW, rows[i].verdict);
		assert_int_equal(vector_has(&image->logs, i), rows[i].logged);
	}
	assert_string_equal(image->rule[2].message, "Not signed? Ask those who run this host \xe2\x80\x93 \"ops\".");
	assert_string_equal(image->file[2], "20-none.yaml");
	free(image);
}

/* The same file gives the same bytes. */
static void compiling_twice_gives_the_same_image(void **state)
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
		cmocka_unit_test(each_bad_sample_fails_by_its_check),
		cmocka_unit_test(every_check_has_a_sample),
		cmocka_unit_test(each_good_sample_compiles),
		cmocka_unit_test(every_key_reaches_the_image),
		cmocka_unit_test(compiling_twice_gives_the_same_image),
	};

	return cmocka_run_group_tests_name("policy-samples", tests, NULL, NULL);
}
