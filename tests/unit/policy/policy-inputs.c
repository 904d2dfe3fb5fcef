// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The inputs of a policy: drop-ins and their digest, paths and the files of this host that they name. A change of any
 * of them is noticed once, when it has settled.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sha2.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "tests/unit/compile.h"

#include "gatekeeper/daemon/policy-watch.h"

static char directory[] = "/tmp/policy-inputs-XXXXXX";

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
}

/* Replaces a file as editors and package managers do. */
static void replace_file(const char *name, const char *text)
{
	write_file("new", text);
	assert_int_equal(rename(path_of("new"), path_of(name)), 0);
}

#define MAIN \
	"version: 1\ndefault: allow\ninclude: policy.d\nrules:\n- {name: main, deny: load, caller: {from: " \
	"container}}\n"

static void make_policy(void)
{
	mkdir(path_of("policy.d"), 0755);
	write_file("main.yaml", MAIN);
	write_file("policy.d/20-b.yaml", "rules:\n- {name: b, deny: token}\n");
	write_file("policy.d/10-a.yaml", "version: 1\nrules:\n\n- {name: a, deny: map-create}\n");
	write_file("policy.d/.hidden.yaml", "not a drop-in\n");
	write_file("policy.d/30-c.yml", "not a drop-in\n");
	write_file("policy.d/README", "not a drop-in\n");
}

static struct gk_image *compile_main(struct policy_inputs *ret_inputs)
{
	struct gk_image *image = NULL;
	struct findings findings;

	policy_compile_file(path_of("main.yaml"), NULL, &findings, ret_inputs, &image);
	if (findings.errors > 0)
		findings_print(&findings, false, stderr);
	return image;
}

static void rules_of_drop_ins_follow_in_order(void **state)
{
	static const struct {
		const char *name, *file;
		unsigned int line;
	} rows[] = {{"main", "", 5}, {"a", "10-a.yaml", 4}, {"b", "20-b.yaml", 2}};
	struct gk_image *image;

	(void)state;
	make_policy();
	image = compile_main(NULL);
	assert_non_null(image);
	assert_int_equal(image->rule_count, 3);
	for (unsigned int i = 0; i < 3; i++) {
		assert_string_equal(image->rule[i].name, rows[i].name);
		assert_int_equal(image->rule[i].file, i);
		assert_int_equal(image->rule[i].line, rows[i].line);
		assert_string_equal(image->file[i], rows[i].file);
	}
	assert_string_equal(image->file[3], "");
	free(image);
}

static void add_to_digest(SHA2_CTX *context, const char *name, const char *text)
{
	unsigned char length[8] = {strlen(text) & 0xff, strlen(text) >> 8};

	SHA256Update(context, (const unsigned char *)name, strlen(name) + 1);
	SHA256Update(context, length, sizeof(length));
	SHA256Update(context, (const unsigned char *)text, strlen(text));
}

/* One digest over all files. policy-files.c has that of a policy without drop-ins. */
static void the_digest_covers_drop_ins(void **state)
{
	unsigned char expected[GK_DIGEST_SIZE];
	struct gk_image *image;
	SHA2_CTX context;

	(void)state;
	make_policy();
	SHA256Init(&context);
	add_to_digest(&context, "", MAIN);
	add_to_digest(&context, "10-a.yaml", "version: 1\nrules:\n\n- {name: a, deny: map-create}\n");
	add_to_digest(&context, "20-b.yaml", "rules:\n- {name: b, deny: token}\n");
	SHA256Final(expected, &context);
	image = compile_main(NULL);
	assert_non_null(image);
	assert_memory_equal(image->digest, expected, sizeof(expected));
	free(image);
}

/* A mistake in a drop-in is found there; so is a rule with the name of a rule in another file. */
static void findings_name_the_drop_in(void **state)
{
	struct gk_image *image = NULL;
	struct findings findings;
	char path[512];

	(void)state;
	make_policy();
	write_file("policy.d/20-b.yaml", "rules:\n- {name: b, deny: tokn}\n- {name: a, deny: token}\nmode: audit\n");
	assert_int_equal(policy_compile_file(path_of("main.yaml"), NULL, &findings, NULL, &image), -EINVAL);
	assert_int_equal(findings.count, 5);
	assert_int_equal(findings.errors, 3);
	assert_int_equal(findings.finding[0].check, CHECK_UNREAD_DROP_IN);
	assert_int_equal(findings.finding[1].check, CHECK_UNREAD_DROP_IN);
	assert_int_equal(findings.finding[2].check, CHECK_UNKNOWN_WORD);
	assert_int_equal(findings.finding[3].check, CHECK_DUPLICATE_RULE_NAME);
	assert_non_null(strstr(findings.finding[3].text, "10-a.yaml"));
	assert_int_equal(findings.finding[4].check, CHECK_UNKNOWN_KEY);
	assert_int_equal(findings.finding[4].place.line, 4);
	assert_string_equal(findings.finding[4].source, "mode: audit");
	findings_path(&findings, findings.finding[4].place, path, sizeof(path));
	assert_string_equal(path, path_of("policy.d/20-b.yaml"));
}

static void wrong_drop_in_directories_are_findings(void **state)
{
	struct gk_image *image = NULL;
	struct findings findings;
	char name[96];

	(void)state;
	make_policy();
	snprintf(name, sizeof(name), "policy.d/%064d.yaml", 0);
	write_file(name, "rules: []\n");
	assert_int_equal(policy_compile_file(path_of("main.yaml"), NULL, &findings, NULL, &image), -EINVAL);
	assert_int_equal(findings.finding[0].check, CHECK_BAD_INCLUDE);
	unlink(path_of(name));
	for (int i = 0; i < GK_DROP_INS_MAX; i++) {
		snprintf(name, sizeof(name), "policy.d/%02d.yaml", i);
		write_file(name, "rules: []\n");
	}
	assert_int_equal(policy_compile_file(path_of("main.yaml"), NULL, &findings, NULL, &image), -EINVAL);
	assert_int_equal(findings.finding[0].check, CHECK_BAD_INCLUDE);
	unlink(path_of("policy.d/10-a.yaml"));
	unlink(path_of("policy.d/20-b.yaml"));
	image = compile_main(NULL);
	assert_non_null(image);
	assert_string_equal(image->file[GK_DROP_INS_MAX], "62.yaml");
	free(image);
	for (int i = 0; i < GK_DROP_INS_MAX; i++) {
		snprintf(name, sizeof(name), "policy.d/%02d.yaml", i);
		unlink(path_of(name));
	}
}

/* /proc/self/maps has the kernel's own device and inode of a mapped file; on overlayfs, those of the lower layer. */
static void an_executable_has_the_kernels_inode_and_device(void **state)
{
	struct host_context context = {0};
	unsigned int major_number = 0, minor_number = 0;
	char own[256] = "", line[512], path[256];
	unsigned long inode = 0;
	struct executable_id id;
	struct statfs file_system;
	FILE *maps;

	(void)state;
	assert_int_equal(statfs("/proc/self/exe", &file_system), 0);
	if (file_system.f_type == OVERLAYFS_SUPER_MAGIC)
		skip();
	maps = fopen("/proc/self/maps", "re");
	assert_non_null(maps);
	assert_true(readlink("/proc/self/exe", own, sizeof(own) - 1) > 0);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%*s %*s %*s %x:%x %lu %255s", &major_number, &minor_number, &inode, path) == 4 &&
		    strcmp(path, own) == 0)
			break;
	}
	fclose(maps);
	assert_string_equal(path, own);
	/* Looked up, then remembered. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(resolve_host_executable(&context, "/proc/self/exe", &id), 0);
		assert_int_equal(id.inode, inode);
		assert_int_equal(id.device, (uint64_t)major_number << 20 | minor_number);
	}
}

static void unusable_paths_of_the_host_are_errors(void **state)
{
	struct executable_id id;
	uint64_t cgroup;

	(void)state;
	assert_int_equal(resolve_host_executable(NULL, "/no/such/file", &id), -ENOENT);
	assert_int_equal(resolve_host_executable(NULL, "/proc/self/exe/x", &id), -ENOTDIR);
	assert_int_equal(resolve_host_executable(NULL, "/tmp", &id), -EISDIR);
	assert_int_equal(resolve_host_cgroup(NULL, "/no-such.slice", &cgroup), -ENOENT);
}

/* A missing path is a warning; one that cannot be looked up is an error, as it may exist. */
static void a_missing_path_is_a_finding(void **state)
{
	struct gk_image *image = NULL;
	struct findings findings;

	(void)state;
	write_file("main.yaml", "version: 1\ndefault: allow\nrules:\n"
				"- {name: a, deny: load, caller: {exe: [/no/such/file, /proc/self/exe]}}\n");
	assert_int_equal(policy_compile_file(path_of("main.yaml"), NULL, &findings, NULL, &image), 0);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.finding[0].check, CHECK_MISSING_PATH);
	assert_int_equal(image->entry_count, 2);
	free(image);
	image = NULL;
	write_file("main.yaml", "version: 1\ndefault: allow\nrules:\n- {name: a, deny: load, caller: {exe: /proc}}\n");
	assert_int_equal(policy_compile_file(path_of("main.yaml"), NULL, &findings, NULL, &image), -EINVAL);
	assert_int_equal(findings.finding[0].check, CHECK_UNRESOLVED_PATH);
}

static struct policy_watch watch;

static void start_watching(void)
{
	struct policy_inputs inputs;
	struct gk_image *image = compile_main(&inputs);

	free(image);
	policy_watch_set(&watch, &inputs);
}

/* A change is reported once, at the second check. */
static void expect_change(bool expected)
{
	assert_false(policy_watch_changed(&watch));
	assert_int_equal(policy_watch_changed(&watch), expected);
	assert_false(policy_watch_changed(&watch));
}

/* Time stamps of files are only as fine as the kernel's clock tick. */
static void tick(void)
{
	usleep(20000);
}

static void changed_files_are_noticed(void **state)
{
	(void)state;
	make_policy();
	start_watching();
	expect_change(false);
	tick();
	write_file("main.yaml", MAIN "\n");
	expect_change(true);
	replace_file("main.yaml", MAIN);
	expect_change(true);
	tick();
	write_file("policy.d/20-b.yaml", "rules:\n- {name: c, deny: token}\n");
	expect_change(true);
	tick();
	write_file("policy.d/40.yaml", "rules: []\n");
	expect_change(true);
	tick();
	unlink(path_of("policy.d/40.yaml"));
	expect_change(true);
	unlink(path_of("main.yaml"));
	expect_change(true);
	expect_change(false);
	write_file("main.yaml", MAIN);
	expect_change(true);
}

/* Locks, backups and what an editor writes first. */
static void other_files_beside_the_drop_ins_are_not_noticed(void **state)
{
	static const char *const others[] = {"policy.d/.lock", "policy.d/.10-a.yaml.swp", "policy.d/.new.yaml",
					     "policy.d/10-a.yaml~", "policy.d/new"};

	(void)state;
	make_policy();
	start_watching();
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		tick();
		write_file(others[i], "");
		expect_change(false);
		unlink(path_of(others[i]));
		expect_change(false);
	}
	assert_int_equal(chmod(path_of("policy.d"), 0700), 0);
	expect_change(true);
	assert_int_equal(rename(path_of("policy.d/20-b.yaml"), path_of("policy.d/05-b.yaml")), 0);
	expect_change(true);
	assert_int_equal(unlink(path_of("policy.d/05-b.yaml")), 0);
}

/* What changes at each look is noticed all the same, after a few. */
static void what_never_settles_is_noticed(void **state)
{
	unsigned int noticed = 0;

	(void)state;
	make_policy();
	write_file("policy.d/30.yaml", "rules: []\n");
	start_watching();
	for (unsigned int i = 0; i < 12; i++) {
		tick();
		write_file("policy.d/30.yaml", i % 2 ? "rules: []\n" : "rules:  []\n");
		noticed += policy_watch_changed(&watch);
		assert_int_equal(noticed, (i + 1) / 4);
	}
	expect_change(false);
	unlink(path_of("policy.d/30.yaml"));
}

/* A wrong drop-in is watched as well, as somebody will correct it. */
static void a_corrected_file_is_noticed(void **state)
{
	(void)state;
	make_policy();
	write_file("policy.d/10-a.yaml", "rules: [\n");
	start_watching();
	tick();
	write_file("policy.d/10-a.yaml", "rules: []\n");
	expect_change(true);
}

static void changed_executables_are_noticed(void **state)
{
	char policy[1024];

	(void)state;
	write_file("program", "one");
	snprintf(policy, sizeof(policy),
		 "version: 1\ndefault: allow\nrules:\n- {name: a, deny: load, caller: {exe: [%s, %s]}}\n",
		 path_of("program"), path_of("later"));
	write_file("main.yaml", policy);
	start_watching();
	expect_change(false);
	/* The same file with other content. */
	tick();
	write_file("program", "longer");
	expect_change(false);
	replace_file("program", "three");
	expect_change(true);
	write_file("later", "here");
	expect_change(true);
	unlink(path_of("later"));
	expect_change(true);
}

static void a_changed_cgroup_is_noticed(void **state)
{
	struct policy_inputs inputs = {0};

	(void)state;
	mkdir(path_of("cgroup"), 0755);
	assert_int_equal(policy_inputs_add(&inputs, INPUT_CGROUP, path_of("cgroup"), NULL), 0);
	policy_watch_set(&watch, &inputs);
	/* A change below the cgroup is not a change of the cgroup. */
	tick();
	mkdir(path_of("cgroup/below"), 0755);
	expect_change(false);
	rmdir(path_of("cgroup/below"));
	expect_change(false);
	rmdir(path_of("cgroup"));
	expect_change(true);
	mkdir(path_of("cgroup"), 0755);
	expect_change(true);
	rmdir(path_of("cgroup"));
}

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	static const char *const names[] = {"policy.d/20-b.yaml",
					    "policy.d/10-a.yaml",
					    "policy.d/.hidden.yaml",
					    "policy.d/30-c.yml",
					    "policy.d/README",
					    "main.yaml",
					    "program",
					    "later"};

	(void)state;
	policy_inputs_release(&watch.inputs);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(path_of(names[i]));
	rmdir(path_of("policy.d"));
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_of_drop_ins_follow_in_order),
		cmocka_unit_test(the_digest_covers_drop_ins),
		cmocka_unit_test(findings_name_the_drop_in),
		cmocka_unit_test(wrong_drop_in_directories_are_findings),
		cmocka_unit_test(an_executable_has_the_kernels_inode_and_device),
		cmocka_unit_test(unusable_paths_of_the_host_are_errors),
		cmocka_unit_test(a_missing_path_is_a_finding),
		cmocka_unit_test(other_files_beside_the_drop_ins_are_not_noticed),
		cmocka_unit_test(what_never_settles_is_noticed),
		cmocka_unit_test(changed_files_are_noticed),
		cmocka_unit_test(a_corrected_file_is_noticed),
		cmocka_unit_test(changed_executables_are_noticed),
		cmocka_unit_test(a_changed_cgroup_is_noticed),
	};

	return cmocka_run_group_tests_name("policy-inputs", tests, make_directory, remove_directory);
}
