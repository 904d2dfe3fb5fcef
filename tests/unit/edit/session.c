// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * gatekeeper edit with editors of all kinds: however an edit ends, the file has the old text or the new one, and the
 * text that somebody typed is not lost.
 */
#include <sys/file.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "tests/unit/edit/editors.h"

static void an_edit_replaces_the_file_and_keeps_the_old_one(void **state)
{
	struct stat before, after, backup;
	char value[8] = "";
	bool has_attributes;

	(void)state;
	assert_int_equal(chmod(policy, 0640), 0);
	assert_int_equal(stat(policy, &before), 0);
	has_attributes = setxattr(policy, "user.test", "kept", 4, 0) == 0;
	set_editor("sed -i s/allow/deny/ \"$1\""); /* which renames */
	assert_int_equal(edit("y\n"), EDIT_DONE);
	assert_text(policy, NEW);
	assert_text(path_of("policy.yaml.~1~"), OLD);
	assert_int_equal(stat(policy, &after), 0);
	assert_int_equal(after.st_mode, before.st_mode);
	assert_int_equal(after.st_uid, before.st_uid);
	assert_int_not_equal(after.st_ino, before.st_ino);
	assert_int_equal(stat(path_of("policy.yaml.~1~"), &backup), 0);
	assert_int_equal(backup.st_ino, before.st_ino);
	if (has_attributes) {
		assert_int_equal(getxattr(policy, "user.test", value, sizeof(value)), 4);
		assert_memory_equal(value, "kept", 4);
	}
	assert_nothing_beside();
	set_editor("printf '%s' \"$(sed s/deny/allow/ \"$1\")\" >\"$1\"; echo >>\"$1\""); /* which writes in place */
	assert_int_equal(edit("y\n"), EDIT_DONE);
	assert_text(policy, OLD);
	assert_text(path_of("policy.yaml.~2~"), NEW);
	assert_nothing_beside();
}

static void an_editor_that_fails_or_is_killed_changes_nothing(void **state)
{
	(void)state;
	set_editor("exit 3");
	assert_int_equal(edit_fails("y\n"), -EREMOTEIO);
	assert_non_null(strstr(failure.text, "failed with exit code 3"));
	assert_null(find_kept());
	set_editor("sed -i s/allow/deny/ \"$1\"; exit 3");
	assert_int_equal(edit_fails("y\n"), -EREMOTEIO);
	assert_kept(NEW);
	set_editor("sed -i s/allow/deny/ \"$1\"; kill -9 $$");
	assert_int_equal(edit_fails("y\n"), -EREMOTEIO);
	assert_non_null(strstr(failure.text, "killed by signal 9"));
	assert_kept(NEW);
	setenv("VISUAL", "/nonexistent/editor", 1);
	assert_int_equal(edit_fails("y\n"), -EREMOTEIO);
	assert_non_null(strstr(failure.text, "set $VISUAL"));
	assert_text(policy, OLD);
	assert_int_equal(access(path_of("policy.yaml.~1~"), F_OK), -1);
}

static void an_empty_or_missing_or_binary_copy_changes_nothing(void **state)
{
	static const char *const editors[] = {": >\"$1\"", "echo >\"$1\"", "rm \"$1\"", "printf 'a\\000b' >\"$1\""};

	(void)state;
	for (size_t i = 0; i < sizeof(editors) / sizeof(*editors); i++) {
		set_editor(editors[i]);
		edit_fails("y\n");
		assert_text(policy, OLD);
	}
}

static void an_unchanged_copy_changes_nothing(void **state)
{
	(void)state;
	set_editor("true");
	assert_int_equal(edit("y\n"), EDIT_UNCHANGED);
	assert_text(policy, OLD);
	assert_nothing_beside();
	set_editor("touch \"$1.swp\"; cp \"$1\" \"$1~\""); /* what editors leave is removed with the copy */
	assert_int_equal(edit("y\n"), EDIT_UNCHANGED);
	assert_nothing_beside();
}

static void the_user_may_leave(void **state)
{
	(void)state;
	set_editor("sed -i s/allow/deny/ \"$1\"");
	assert_int_equal(edit("q\n"), EDIT_LEFT);
	assert_non_null(strstr(printed, "requests that are decided otherwise:\ndefault: allow before, now deny\n"));
	assert_text(policy, OLD);
	assert_kept(NEW);
	assert_int_equal(edit(""), EDIT_LEFT); /* no terminal: nobody answers */
	assert_text(policy, OLD);
	assert_kept(NEW);
	assert_int_equal(edit("what?\n\ny\n"), EDIT_DONE);
	assert_text(policy, NEW);
}

/* The first time the editor writes nonsense, the second time it mends that, if it is told what is wrong. */
static void a_wrong_text_goes_back_to_the_editor_with_its_findings(void **state)
{
	(void)state;
	set_editor("case $(cat \"$1\") in\n"
		   "*'# gatekeeper edit: error:'*perhaps*) sed -i s/perhaps/deny/ \"$1\" ;;\n"
		   "*) sed -i s/allow/perhaps/ \"$1\" ;;\n"
		   "esac");
	assert_int_equal(edit("e\ny\n"), EDIT_DONE);
	assert_text(policy, NEW);
	write_file(policy, OLD);
	assert_int_equal(edit("q\n"), EDIT_LEFT);
	assert_text(policy, OLD);
	assert_kept(BAD);
	assert_int_equal(edit("y\n"), EDIT_LEFT); /* what is wrong is never written */
	assert_text(policy, OLD);
}

static void failing_tests_of_the_policy_keep_the_old_file(void **state)
{
	static const char tests[] =
		"tests:\n  - name: all is allowed\n    request: {operation: load, from: container}\n"
		"    expect: {verdict: allow}\n";

	(void)state;
	write_file(path_of("policy.tests.yaml"), tests);
	set_editor("sed -i s/allow/deny/ \"$1\"");
	assert_int_equal(edit("y\n"), EDIT_LEFT);
	assert_text(policy, OLD);
	assert_non_null(strstr(printed, "all is allowed"));
	set_editor("echo '# still allowed' >>\"$1\"");
	assert_int_equal(edit("y\n"), EDIT_DONE);
	assert_text(policy, OLD "# still allowed\n");
	assert_non_null(strstr(printed, "requests that are decided otherwise:\nnone\n"));
}

static void a_change_by_others_is_shown_first(void **state)
{
	char commands[1024];

	(void)state;
	snprintf(commands, sizeof(commands),
		 "grep -q changed %s || echo '# changed by others' >>%s\n"
		 "grep -q 'somebody else' \"$1\" && touch %s/told\n"
		 "sed -i s/allow/deny/ \"$1\"; true",
		 policy, policy, directory);
	set_editor(commands);
	assert_int_equal(edit("q\n"), EDIT_LEFT);
	assert_text(policy, OLD "# changed by others\n");
	assert_non_null(strstr(printed, "+# changed by others"));
	write_file(policy, OLD);
	assert_int_equal(edit("e\ny\n"), EDIT_DONE);
	assert_int_equal(access(path_of("told"), F_OK), 0);
	assert_text(policy, NEW);
	assert_text(path_of("policy.yaml.~1~"), OLD "# changed by others\n");
}

static void a_second_editor_is_told_who_edits(void **state)
{
	int fd = open(policy, O_RDONLY | O_CLOEXEC);
	char process[32];

	(void)state;
	assert_int_equal(flock(fd, LOCK_EX), 0);
	set_editor("sed -i s/allow/deny/ \"$1\"");
	assert_int_equal(edit_fails("y\n"), -EBUSY);
	snprintf(process, sizeof(process), "(process %d)", (int)getpid());
	assert_non_null(strstr(failure.text, process));
	close(fd);
	assert_int_equal(edit("y\n"), EDIT_DONE);
}

static void a_killed_edit_changes_nothing(void **state)
{
	pid_t child;
	int status;

	(void)state;
	set_editor("sed -i s/allow/deny/ \"$1\"; kill -9 $PPID");
	child = fork();
	if (child == 0)
		_exit(edit("y\n") == EDIT_DONE);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_text(policy, OLD);
	set_editor("sed -i s/allow/deny/ \"$1\"");
	assert_int_equal(edit("y\n"), EDIT_DONE); /* and nobody is locked out */
}

static void a_symbolic_link_stays_one(void **state)
{
	const struct edit_options options = {.policy = path_of("link.yaml"), .log = "/nonexistent"};
	enum edit_end end = EDIT_LEFT;
	struct stat status;
	char link[512];

	(void)state;
	snprintf(link, sizeof(link), "%s", options.policy);
	assert_int_equal(symlink("policy.yaml", link), 0);
	set_editor("sed -i s/allow/deny/ \"$1\"");
	assert_int_equal(run(&(struct edit_options){.policy = link, .log = "/nonexistent"}, "y\n", &end), 0);
	assert_int_equal(end, EDIT_DONE);
	assert_text(policy, NEW);
	assert_true(lstat(link, &status) == 0 && S_ISLNK(status.st_mode));
}

static void a_drop_in_is_checked_with_its_policy(void **state)
{
	static const char main_text[] = "version: 1\ndefault: allow\ninclude: policy.d\nrules: []\n";
	static const char rule[] = "rules:\n  - name: one\n    deny: load\n";
	const struct edit_options options = {.policy = policy, .drop_in = "10-one", .log = "/nonexistent"};
	enum edit_end end = EDIT_LEFT;
	char path[512];

	(void)state;
	write_file(policy, main_text);
	assert_int_equal(mkdir(path_of("policy.d"), 0755), 0);
	snprintf(path, sizeof(path), "%s", path_of("policy.d/10-one.yaml"));
	write_file(path, rule);
	set_editor("case $(cat \"$1\") in\n"
		   "*'# gatekeeper edit: error:'*'deny: lode'*) sed -i s/lode/run/ \"$1\" ;;\n"
		   "*) sed -i s/load/lode/ \"$1\" ;;\n"
		   "esac");
	assert_int_equal(run(&options, "e\ny\n", &end), 0);
	assert_int_equal(end, EDIT_DONE);
	assert_text(path, "rules:\n  - name: one\n    deny: run\n");
	assert_text(path_of("policy.d/10-one.yaml.~1~"), rule);
	assert_text(policy, main_text);
	assert_int_equal(run(&(struct edit_options){.policy = policy, .drop_in = "20-two"}, "y\n", &end), -ENOENT);
	assert_int_equal(run(&(struct edit_options){.policy = policy, .drop_in = "../policy"}, "y\n", &end), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_edit_replaces_the_file_and_keeps_the_old_one, set_up),
		cmocka_unit_test_setup(an_editor_that_fails_or_is_killed_changes_nothing, set_up),
		cmocka_unit_test_setup(an_empty_or_missing_or_binary_copy_changes_nothing, set_up),
		cmocka_unit_test_setup(an_unchanged_copy_changes_nothing, set_up),
		cmocka_unit_test_setup(the_user_may_leave, set_up),
		cmocka_unit_test_setup(a_wrong_text_goes_back_to_the_editor_with_its_findings, set_up),
		cmocka_unit_test_setup(failing_tests_of_the_policy_keep_the_old_file, set_up),
		cmocka_unit_test_setup(a_change_by_others_is_shown_first, set_up),
		cmocka_unit_test_setup(a_second_editor_is_told_who_edits, set_up),
		cmocka_unit_test_setup(a_killed_edit_changes_nothing, set_up),
		cmocka_unit_test_setup(a_symbolic_link_stays_one, set_up),
		cmocka_unit_test_setup(a_drop_in_is_checked_with_its_policy, set_up),
	};

	return run_edit_tests("edit", tests, sizeof(tests) / sizeof(*tests));
}
