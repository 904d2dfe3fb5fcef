// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Files that cannot be a policy: missing, unreadable, not regular, endless, huge. Each gives one finding, quickly. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "policy/language/paths.h"
#include "tests/unit/compile.h"

static char directory[] = "/tmp/policy-files-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void expect_one(const char *path, enum check check)
{
	struct gk_image *image = NULL;
	struct findings findings;

	assert_int_equal(policy_compile_file(path, &resolver_by_name, &findings, NULL, &image), -EINVAL);
	assert_null(image);
	if (findings.count != 1 || findings.errors != 1 || findings.finding[0].check != check) {
		findings_print(&findings, false, stderr);
		fail_msg("%s: not exactly one finding %s", path, check_info[check].name);
	}
}

static void write_file(const char *path, const char *start, const char *repeated, size_t count)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(start, file);
	for (size_t i = 0; i < count; i++)
		fputs(repeated, file);
	assert_int_equal(fclose(file), 0);
}

static void a_missing_file_is_one_finding(void **state)
{
	(void)state;
	expect_one(path_of("missing"), CHECK_IO);
	expect_one("", CHECK_IO);
	expect_one("/dev/null/policy", CHECK_IO);
}

static void an_unreadable_file_is_one_finding(void **state)
{
	const char *path = path_of("secret");
	bool root = geteuid() == 0;

	(void)state;
	write_file(path, "version: 1\n", "", 0);
	assert_int_equal(chmod(path, 0), 0);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	expect_one(path, CHECK_IO);
	if (root)
		assert_int_equal(seteuid(0), 0);
}

static void a_file_that_is_not_regular_is_one_finding(void **state)
{
	const char *fifo = path_of("fifo");

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	expect_one(fifo, CHECK_IO);
	expect_one(directory, CHECK_IO);
	expect_one("/dev/zero", CHECK_IO);
	expect_one("/dev/null", CHECK_IO);
}

static void a_huge_file_is_rejected_unread(void **state)
{
	const char *path = path_of("huge");
	struct gk_image *image = NULL;
	struct findings findings;

	(void)state;
	write_file(path, "version: 1\n", "", 0);
	assert_int_equal(truncate(path, 100 << 20), 0);
	expect_one(path, CHECK_TOO_LARGE);
	/* The size is checked before anything is read. */
	assert_int_equal(policy_compile_file(path, &resolver_by_name, &findings, NULL, &image), -EINVAL);
	assert_non_null(strstr(findings.finding[0].text, "104857600"));
}

/* Files of procfs have size 0 and a content. */
static void a_file_of_unknown_size_ends(void **state)
{
	struct gk_image *image = NULL;
	struct findings findings;

	(void)state;
	assert_int_equal(policy_compile_file("/proc/self/maps", &resolver_by_name, &findings, NULL, &image), -EINVAL);
	assert_true(findings.errors > 0);
}

static void the_largest_size_compiles_and_one_more_byte_does_not(void **state)
{
	static const char start[] = "version: 1\ndefault: allow\nrules: []\n#", line[] = "#\n";
	const char *path = path_of("small-enough");
	struct gk_image *image;

	(void)state;
	write_file(path, start, line, ((1 << 20) - strlen(start)) / strlen(line));
	image = compile_right(path);
	free(image);
	write_file(path, start, line, (1 << 20) / strlen(line));
	expect_one(path, CHECK_TOO_LARGE);
}

static void too_many_rules_are_one_finding(void **state)
{
	static const char start[] = "version: 1\ndefault: allow\nrules:\n";
	const char *path = path_of("many");

	(void)state;
	write_file(path, start, "- {}\n", 100000);
	expect_one(path, CHECK_TOO_MANY_RULES);
	write_file(path, start, "- {name: a, deny: load}\n", 100000);
	expect_one(path, CHECK_TOO_LARGE);
}

static void write_rules(const char *path, unsigned int count)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs("version: 1\ndefault: allow\nrules:\n", file);
	for (unsigned int i = 0; i < count; i++)
		fprintf(file, "- {name: rule-%u, deny: load, caller: {namespaces: {user: init}}}\n", i);
	assert_int_equal(fclose(file), 0);
}

/* As many rules as fit, all but the first unreachable, which takes the longest to check. */
static void the_most_rules_compile_and_one_more_does_not(void **state)
{
	const char *path = path_of("all");
	struct gk_image *image = NULL;
	struct findings findings;

	(void)state;
	write_rules(path, GK_MAX_RULES);
	assert_int_equal(policy_compile_file(path, &resolver_by_name, &findings, NULL, &image), 0);
	assert_int_equal(findings.warnings, GK_MAX_RULES - 1);
	assert_int_equal(findings.count, FINDINGS_KEPT);
	assert_int_equal(image->rule_count, GK_MAX_RULES);
	assert_string_equal(image->rule[GK_MAX_RULES - 1].name, "rule-1023");
	free(image);
	write_rules(path, GK_MAX_RULES + 1);
	expect_one(path, CHECK_TOO_MANY_RULES);
}

/* Many mistakes give a few findings, quickly. */
static void very_many_mistakes_are_counted(void **state)
{
	const char *path = path_of("mistakes");
	struct gk_image *image = NULL;
	struct findings findings;

	(void)state;
	write_file(path, "version: 1\ndefault: allow\nrules:\n- name: a\n  deny:\n", "  - atach:cgrup\n", 60000);
	assert_int_equal(policy_compile_file(path, &resolver_by_name, &findings, NULL, &image), -EINVAL);
	assert_int_equal(findings.errors, 60000);
	assert_int_equal(findings.count, FINDINGS_KEPT);
	write_file(path, "version: 1\n", "defualt: allow\n", 60000);
	assert_int_equal(policy_compile_file(path, &resolver_by_name, &findings, NULL, &image), -EINVAL);
	assert_int_equal(findings.errors, 60000);
	write_file(path, "version: 1\n", "default: allow\n", 60000);
	assert_int_equal(policy_compile_file(path, &resolver_by_name, &findings, NULL, &image), -EINVAL);
	assert_true(findings.errors >= 59999);
}

static void the_digest_of_a_known_policy_stays(void **state)
{
	char text[POLICY_DIGEST_TEXT_SIZE];
	const char *path = path_of("digest");
	struct gk_image *image;

	(void)state;
	write_file(path, "version: 1\ndefault: allow\nrules: []\n", "", 0);
	image = compile_right(path);
	policy_digest_text(image->digest, text);
	assert_string_equal(text, "2b478940cbe7e81019a2f12ed8538a33badfc2a74c7f22f41e11a53856555036");
	free(image);
}

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) && chmod(directory, 0755) == 0 ? 0 : -1;
}

static int remove_directory(void **state)
{
	static const char *const names[] = {"secret", "fifo", "huge",     "small-enough",
					    "many",   "all",  "mistakes", "digest"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(path_of(names[i]));
	return rmdir(directory);
}

/* The log writes a backslash twice, or as \x5c. A unit's own escapes stand for themselves. */
static void a_path_of_the_log_is_the_path_of_the_cgroup(void **state)
{
	static const struct {
		const char *text, *path;
	} rows[] = {
		{"/machine.slice/vm\\x2d1.scope", "/machine.slice/vm\\x2d1.scope"},
		{"/machine.slice/vm\\\\x2d1.scope", "/machine.slice/vm\\x2d1.scope"},
		{"/machine.slice/vm\\x5cx2d1.scope", "/machine.slice/vm\\x2d1.scope"},
		{"/system.slice/a\\x5cb.service", "/system.slice/a\\x5cb.service"},
		{"/system.slice/plain.service", "/system.slice/plain.service"},
		{"/system.slice/end\\", "/system.slice/end\\"},
	};
	char path[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		path_from_log(rows[i].text, path);
		assert_string_equal(path, rows[i].path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_of_the_log_is_the_path_of_the_cgroup),
		cmocka_unit_test(a_missing_file_is_one_finding),
		cmocka_unit_test(an_unreadable_file_is_one_finding),
		cmocka_unit_test(a_file_that_is_not_regular_is_one_finding),
		cmocka_unit_test(a_huge_file_is_rejected_unread),
		cmocka_unit_test(a_file_of_unknown_size_ends),
		cmocka_unit_test(the_largest_size_compiles_and_one_more_byte_does_not),
		cmocka_unit_test(too_many_rules_are_one_finding),
		cmocka_unit_test(the_most_rules_compile_and_one_more_does_not),
		cmocka_unit_test(very_many_mistakes_are_counted),
		cmocka_unit_test(the_digest_of_a_known_policy_stays),
	};

	return cmocka_run_group_tests_name("policy-files", tests, make_directory, remove_directory);
}
