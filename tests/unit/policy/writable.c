// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Who can change a policy: its files, the directory of drop-ins, and each directory and link on the way. */
#include <sys/stat.h>

#include "tests/unit/compile.h"

#include "policy/source/writable.h"

#define NOBODY 65534

static char directory[] = "/tmp/writable-XXXXXX"; /* in a sticky directory */

static const char *path_of(const char *name)
{
	static char path[4][256];
	static unsigned int next;
	char *text = path[next++ % 4];

	snprintf(text, sizeof(path[0]), "%s/%s", directory, name);
	return text;
}

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "we");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path_of(name), 0644), 0);
}

/* way/main.yaml with its drop-ins, and a way to it by a link of another directory. */
static int make(void **state)
{
	static const char *const directories[] = {"", "way", "way/policy.d", "links"};
	char text[256];

	(void)state;
	if (!mkdtemp(directory))
		return -1;
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		mkdir(path_of(directories[i]), 0755);
		chmod(path_of(directories[i]), 0755);
	}
	snprintf(text, sizeof(text), "version: 1\ndefault: allow\ninclude: %s\nrules: []\n", path_of("way/policy.d"));
	write_file("way/main.yaml", text);
	write_file("way/policy.d/10-a.yaml", "rules:\n- {name: a, deny: token}\n");
	write_file("way/policy.d/20-b.yaml", "rules:\n- {name: b, deny: token, caller: {from: host}}\n");
	return symlink("../way/./policy.d/../main.yaml", path_of("links/main.yaml"));
}

static int delete (void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return system(command); /* NOLINT(cert-env33-c): a directory of this test */
}

/* Compiles it by that path, and checks. */
static void check(const char *path, struct findings *ret_findings)
{
	struct policy_inputs inputs = {0};
	struct gk_image *image = NULL;

	policy_compile_file(path, NULL, ret_findings, &inputs, &image);
	ret_findings->count = ret_findings->errors = ret_findings->warnings = 0;
	writable_check(&inputs, ret_findings);
	policy_inputs_release(&inputs);
	free(image);
}

static void assert_one_finding(const char *path, const char *name)
{
	struct findings findings;

	check(path, &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.errors, 1);
	assert_int_equal(findings.finding[0].check, CHECK_WRITABLE);
	if (!strstr(findings.finding[0].text, name))
		fail_msg("not %s: %s", name, findings.finding[0].text);
}

static void assert_no_finding(const char *path)
{
	struct findings findings;

	check(path, &findings);
	if (findings.count > 0)
		fail_msg("%s", findings.finding[0].text);
}

static const struct {
	const char *name; /* what others can change */
	mode_t mode, wrong;
} parts[] = {
	{"way/main.yaml", 0644, 0646},
	{"way/main.yaml", 0644, 0664},
	{"way/policy.d/10-a.yaml", 0644, 0666},
	{"way/policy.d/20-b.yaml", 0644, 0646},
	{"way/policy.d", 0755, 0777},
	{"way/policy.d", 0755, 01777},
	{"way", 0755, 0775},
	{"way", 0755, 0757},
	{"", 0755, 0777},
};

static void what_others_may_write_is_found(void **state)
{
	(void)state;
	assert_no_finding(path_of("way/main.yaml"));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *part = path_of(parts[i].name);

		if (geteuid() != 0 && !(parts[i].wrong & S_IWOTH))
			continue; /* a user may share files with a group of the same name */
		assert_int_equal(chmod(part, parts[i].wrong), 0);
		assert_one_finding(path_of("way/main.yaml"), parts[i].name);
		assert_one_finding(path_of("links/main.yaml"), parts[i].name);
		assert_int_equal(chmod(path_of(parts[i].name), parts[i].mode), 0);
		assert_no_finding(path_of("links/main.yaml"));
	}
}

static void what_others_own_is_found(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		assert_int_equal(chown(path_of(parts[i].name), NOBODY, 0), 0);
		assert_one_finding(path_of("way/main.yaml"), parts[i].name);
		assert_int_equal(chown(path_of(parts[i].name), 0, 0), 0);
	}
	assert_no_finding(path_of("way/main.yaml"));
}

static void links_and_their_directories_are_on_the_way(void **state)
{
	(void)state;
	assert_int_equal(chmod(path_of("links"), 0777), 0);
	assert_one_finding(path_of("links/main.yaml"), "/links'");
	assert_no_finding(path_of("way/main.yaml"));
	assert_int_equal(chmod(path_of("links"), 01777), 0);
	if (geteuid() == 0) {
		assert_int_equal(lchown(path_of("links/main.yaml"), NOBODY, 0), 0);
		assert_one_finding(path_of("links/main.yaml"), "/links/main.yaml'");
		assert_int_equal(lchown(path_of("links/main.yaml"), 0, 0), 0);
	}
	assert_no_finding(path_of("links/main.yaml"));
	assert_int_equal(chmod(path_of("links"), 0755), 0);
}

static void a_relative_path_has_the_directories_above(void **state)
{
	char *before = getcwd(NULL, 0);

	(void)state;
	assert_int_equal(chdir(path_of("way")), 0);
	assert_no_finding("main.yaml");
	assert_int_equal(chmod(directory, 0777), 0);
	assert_one_finding("main.yaml", directory);
	assert_one_finding("../way/main.yaml", directory);
	assert_int_equal(chmod(directory, 0755), 0);
	assert_int_equal(chdir(before), 0);
	free(before);
}

/* Each file and directory that is wrong by itself is named. */
static void each_drop_in_is_found(void **state)
{
	struct findings findings;
	char path[512];

	(void)state;
	assert_int_equal(chmod(path_of("way/policy.d/10-a.yaml"), 0666), 0);
	assert_int_equal(chmod(path_of("way/policy.d/20-b.yaml"), 0666), 0);
	check(path_of("way/main.yaml"), &findings);
	assert_int_equal(findings.count, 2);
	findings_path(&findings, findings.finding[1].place, path, sizeof(path));
	assert_string_equal(path, path_of("way/policy.d/20-b.yaml"));
	assert_int_equal(chmod(path_of("way/policy.d/10-a.yaml"), 0644), 0);
	assert_int_equal(chmod(path_of("way/policy.d/20-b.yaml"), 0644), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_may_write_is_found),
		cmocka_unit_test(what_others_own_is_found),
		cmocka_unit_test(links_and_their_directories_are_on_the_way),
		cmocka_unit_test(a_relative_path_has_the_directories_above),
		cmocka_unit_test(each_drop_in_is_found),
	};

	return cmocka_run_group_tests_name("writable", tests, make, delete);
}
