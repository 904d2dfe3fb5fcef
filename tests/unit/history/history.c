// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The history of active policies: what is added, found, verified and compared. */
#include "gatekeeper/history/compare.h"
#include "gatekeeper/history/folder.h"
#include "gatekeeper/history/take-back.h"
#include "gatekeeper/history/write-out.h"

#include "tests/unit/history/states.h"

static void a_history_that_was_never_written_is_empty(void **unused)
{
	(void)unused;
	read_history(0, 0);
	assert_int_equal(access(state, F_OK), -1);
}

static void an_entry_is_read_as_it_was_added(void **unused)
{
	struct history_entry added = add(1, HISTORY_LOADED);
	const struct history_entry *read = &read_history(1, 0)->entry[0];
	struct stat status;

	(void)unused;
	assert_string_equal(read->digest, added.digest);
	assert_string_equal(read->path, path_of("policy.yaml"));
	assert_string_equal(read->executable, added.executable);
	assert_non_null(strstr(read->executable, "history.t"));
	assert_int_equal(read->how, HISTORY_LOADED);
	assert_int_equal(read->mode, GK_ENFORCE);
	assert_int_equal(read->rule_count, 0);
	assert_int_equal(read->uid, getuid());
	assert_int_equal(read->login_uid, added.login_uid);
	assert_true(read->time == added.time && added.time > 0);
	assert_int_equal(stat(state, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(stat(text_path(&added), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

static void the_same_policy_is_added_once(void **unused)
{
	struct history_entry entry;

	(void)unused;
	add(1, HISTORY_LOADED);
	add(1, HISTORY_FOLLOWED);
	read_history(1, 0);
	entry = add(2, HISTORY_LOADED);
	read_history(2, 0);
	entry.mode = GK_AUDIT;
	assert_int_equal(history_add(state, &entry, NULL, &failure), 0);
	read_history(3, 0);
	add(1, HISTORY_LOADED);
	read_history(4, 0);
}

static const char *list_path(void)
{
	static char path[600];

	snprintf(path, sizeof(path), "%s/" HISTORY_NAME "/" HISTORY_LIST_NAME, state);
	return path;
}

/* A daemon that sees another image sees by this that it is the policy of before. */
static void the_same_policy_touches_the_list(void **unused)
{
	struct stat before, after;

	(void)unused;
	history_touch(state); /* there is none */
	add(1, HISTORY_LOADED);
	assert_int_equal(stat(list_path(), &before), 0);
	usleep(20000);
	history_touch(state);
	assert_int_equal(stat(list_path(), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_true(after.st_mtim.tv_sec > before.st_mtim.tv_sec || after.st_mtim.tv_nsec > before.st_mtim.tv_nsec);
}

static void the_oldest_leave_with_their_texts_and_other_files_stay(void **unused)
{
	struct history_entry first = add(0, HISTORY_LOADED), last = first;

	(void)unused;
	run("touch %s/history/other %s/history/abc.json", state, state);
	for (unsigned int number = 1; number < HISTORY_ENTRIES; number++)
		add(number, HISTORY_LOADED);
	assert_string_equal(read_history(HISTORY_ENTRIES, 0)->entry[0].digest, first.digest);
	assert_int_equal(access(text_path(&first), F_OK), 0);
	for (unsigned int number = 100; number < 108; number++)
		last = add(number, HISTORY_LOADED);
	assert_string_not_equal(read_history(HISTORY_ENTRIES, 0)->entry[0].digest, first.digest);
	assert_string_equal(read_history(HISTORY_ENTRIES, 0)->entry[HISTORY_ENTRIES - 1].digest, last.digest);
	assert_int_equal(access(text_path(&first), F_OK), -1);
	run("[ $(ls %s/history | wc -l) = %d ]", state, HISTORY_ENTRIES + 3);
}

static void a_trial_ends_confirmed_or_with_the_policy_before_it(void **unused)
{
	struct history_entry first = add(1, HISTORY_LOADED), second;
	const struct history *history;

	(void)unused;
	assert_int_equal(history_add_taken_back(state, &failure), 0);
	assert_int_equal(history_add_confirmed(state, &failure), 0);
	read_history(1, 0);
	second = add(2, HISTORY_TRIED);
	assert_int_equal(history_add_taken_back(state, &failure), 0);
	assert_int_equal(history_add_taken_back(state, &failure), 0);
	history = read_history(3, 0);
	assert_string_equal(history->entry[2].digest, first.digest);
	assert_int_equal(history->entry[2].how, HISTORY_TAKEN_BACK);
	add(2, HISTORY_TRIED);
	assert_int_equal(history_add_confirmed(state, &failure), 0);
	assert_int_equal(history_add_confirmed(state, &failure), 0);
	history = read_history(5, 0);
	assert_string_equal(history->entry[4].digest, second.digest);
	assert_int_equal(history->entry[4].how, HISTORY_CONFIRMED);
}

static void the_previous_policy_is_another_one_and_not_one_on_trial(void **unused)
{
	struct history_entry first = add(1, HISTORY_LOADED), second = add(2, HISTORY_LOADED), found;

	(void)unused;
	add(3, HISTORY_TRIED);
	assert_int_equal(history_add_taken_back(state, &failure), 0);
	assert_int_equal(history_find_previous(read_history(4, 0), &second, &found, &failure), 0);
	assert_string_equal(found.digest, first.digest);
	assert_int_equal(history_find_previous(read_history(4, 0), NULL, &found, &failure), 0);
	assert_string_equal(found.digest, second.digest);
	run("rm -r %s", state);
	add(1, HISTORY_LOADED);
	assert_int_equal(history_find_previous(read_history(1, 0), &first, &found, &failure), -ENOENT);
}

static void a_digest_is_found_by_a_unique_beginning(void **unused)
{
	struct history_entry entry = add(1, HISTORY_LOADED), twin, found;
	char digits[POLICY_DIGEST_TEXT_SIZE + 8];

	(void)unused;
	snprintf(digits, sizeof(digits), "%.8s", entry.digest);
	assert_int_equal(history_find_digest(read_history(1, 0), digits, &found, &failure), 0);
	assert_string_equal(found.digest, entry.digest);
	snprintf(digits, sizeof(digits), "sha256:%s", entry.digest);
	assert_int_equal(history_find_digest(read_history(1, 0), digits, &found, &failure), 0);
	assert_int_equal(history_find_digest(read_history(1, 0), "0000000000", &found, &failure), -ENOENT);
	assert_int_equal(history_find_digest(read_history(1, 0), "", &found, &failure), -EINVAL);
	snprintf(digits, sizeof(digits), "%.7s", entry.digest);
	assert_int_equal(history_find_digest(read_history(1, 0), digits, &found, &failure), -EINVAL);
	snprintf(digits, sizeof(digits), "%.7s*", entry.digest);
	assert_int_equal(history_find_digest(read_history(1, 0), digits, &found, &failure), -EINVAL);
	twin = entry;
	twin.digest[20] = twin.digest[20] == '0' ? '1' : '0';
	assert_int_equal(history_add(state, &twin, NULL, &failure), 0);
	snprintf(digits, sizeof(digits), "%.20s", entry.digest);
	assert_int_equal(history_find_digest(read_history(2, 0), digits, &found, &failure), -ENOTUNIQ);
	snprintf(digits, sizeof(digits), "%.21s", entry.digest);
	assert_int_equal(history_find_digest(read_history(2, 0), digits, &found, &failure), 0);
	assert_string_equal(found.digest, entry.digest);
}

/* The files are the same again, and no directory is written over. */
static void write_back(const struct history_entry *entry)
{
	char path[PATH_MAX];
	const char *to = path_of("back");

	assert_int_equal(history_write_out(state, entry, to, path, &failure), 0);
	assert_string_equal(path, path_of("back/policy.yaml"));
	run("cmp %s/policy.yaml %s/back/policy.yaml && diff -r %s/policy.d %s/back/policy.d", directory, directory,
	    directory, directory);
	assert_int_equal(history_write_out(state, entry, to, path, &failure), -EEXIST);
}

static void a_policy_that_includes_elsewhere_is_not_written_there(void **unused)
{
	struct history_entry entry;
	char path[PATH_MAX], text[512];

	(void)unused;
	run("mkdir %s/sub %s/policy.d", directory, directory);
	write_file(path_of("sub/policy.yaml"), "version: 1\ndefault: allow\ninclude: ../policy.d\nrules: []\n");
	assert_int_equal(add_file(path_of("sub/policy.yaml"), HISTORY_LOADED, &entry), 0);
	assert_int_equal(history_write_out(state, &entry, path_of("one"), path, &failure), -EXDEV);
	snprintf(text, sizeof(text), "version: 1\ndefault: allow\ninclude: %s/policy.d\nrules: []\n", directory);
	write_file(path_of("sub/policy.yaml"), text);
	assert_int_equal(add_file(path_of("sub/policy.yaml"), HISTORY_LOADED, &entry), 0);
	assert_int_equal(history_write_out(state, &entry, path_of("two"), path, &failure), -EXDEV);
	run("sed -i 's/allow/deny/' %s", text_path(&entry));
	assert_int_equal(history_write_out(state, &entry, path_of("three"), path, &failure), -EBADMSG);
	run("[ ! -e %s/three ]", directory);
}

static void a_policy_with_drop_ins_comes_back_without_its_files(void **unused)
{
	struct history_entry entry;
	struct kept_policy policy;

	(void)unused;
	run("mkdir %s/policy.d", directory);
	write_file(path_of("policy.yaml"), "version: 1\ndefault: allow\ninclude: policy.d\nrules: []\n");
	write_file(path_of("policy.d/10-a.yaml"),
		   "rules:\n- name: first\n  deny: [load]\n  caller: {from: container}\n");
	write_file(path_of("policy.d/20-b.yaml"),
		   "rules:\n- name: second\n  allow: [load]\n  caller: {from: container}\n");
	assert_int_equal(add_file(path_of("policy.yaml"), HISTORY_LOADED, &entry), 0);
	write_back(&entry);
	run("rm -r %s/policy*", directory);
	assert_int_equal(kept_policy_open(state, &entry, &policy, &failure), 0);
	assert_int_equal(policy.image->rule_count, 2);
	assert_int_equal(policy.image->mode, GK_ENFORCE);
	assert_string_equal(policy.image->file[1], "10-a.yaml");
	assert_string_equal(policy.image->file[2], "20-b.yaml");
	kept_policy_release(&policy);
	entry.mode = GK_AUDIT; /* as load --audit had it */
	assert_int_equal(kept_policy_open(state, &entry, &policy, &failure), 0);
	assert_int_equal(policy.image->mode, GK_AUDIT);
	kept_policy_release(&policy);
}

static void a_text_that_was_changed_does_not_come_back(void **unused)
{
	struct history_entry entry = add(1, HISTORY_LOADED);
	struct kept_policy policy;

	(void)unused;
	assert_int_equal(history_verify(state, &entry), 0);
	run("sed -i 's/allow/deny/' %s", text_path(&entry));
	assert_int_equal(kept_policy_open(state, &entry, &policy, &failure), -EBADMSG);
	kept_policy_release(&policy);
	assert_non_null(strstr(failure.text, "somebody changed it"));
	assert_int_equal(history_verify(state, &entry), -EBADMSG);
	run("truncate -s 20 %s", text_path(&entry));
	assert_int_equal(kept_policy_open(state, &entry, &policy, &failure), -EBADMSG);
	kept_policy_release(&policy);
	unlink(text_path(&entry));
	assert_int_equal(kept_policy_open(state, &entry, &policy, &failure), -ENOENT);
	kept_policy_release(&policy);
	add(1, HISTORY_LOADED); /* writes what was lost */
	assert_int_equal(kept_policy_open(state, &entry, &policy, &failure), 0);
	kept_policy_release(&policy);
}

static void policies_are_compared_in_meaning(void **unused)
{
	struct history_entry first = add(1, HISTORY_LOADED), alike = add(3, HISTORY_LOADED),
			     other = add(2, HISTORY_LOADED);
	size_t count = 99;

	(void)unused;
	assert_int_equal(history_compare(state, &first, &alike, &count), 0);
	assert_int_equal(count, 0);
	assert_int_equal(history_compare(state, &first, &other, &count), 0);
	assert_true(count > 0);
	unlink(text_path(&other));
	assert_int_equal(history_compare(state, &first, &other, &count), -ENOENT);
}

/* The text of the new policy is one that is not kept yet, or one that is. */
static void a_change_has_what_differs(void **unused)
{
	const struct history_entry before = add(0, HISTORY_LOADED), kept = add(1, HISTORY_LOADED);
	struct history_entry after = kept;
	struct policy_copy copy = {0};
	__u8 digest[GK_DIGEST_SIZE];

	(void)unused;
	assert_int_equal(policy_copy_files(write_policy(1), NULL, NULL, &copy, digest), 0);
	history_summarise(state, &before, &copy, &after);
	assert_string_equal(after.difference,
			    "default: deny before, now allow; 1 kind of requests now allowed by the default");
	policy_copy_release(&copy);
	after = kept;
	after.mode = GK_AUDIT;
	history_summarise(state, &before, NULL, &after);
	assert_non_null(strstr(after.difference, "mode: enforce before, now audit; default: deny before, now allow; "));
	assert_int_equal(history_add(state, &after, NULL, &failure), 0);
	assert_string_equal(read_history(3, 0)->entry[2].difference, after.difference);
}

static void an_unknown_policy_before_is_no_difference(void **unused)
{
	struct history_entry before = add(0, HISTORY_LOADED), after = add(1, HISTORY_LOADED);

	(void)unused;
	run("rm %s", text_path(&before));
	history_summarise(state, &before, NULL, &after);
	assert_string_equal(after.difference, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_history_that_was_never_written_is_empty, set_up),
		cmocka_unit_test_setup(an_entry_is_read_as_it_was_added, set_up),
		cmocka_unit_test_setup(the_same_policy_is_added_once, set_up),
		cmocka_unit_test_setup(the_same_policy_touches_the_list, set_up),
		cmocka_unit_test_setup(the_oldest_leave_with_their_texts_and_other_files_stay, set_up),
		cmocka_unit_test_setup(a_trial_ends_confirmed_or_with_the_policy_before_it, set_up),
		cmocka_unit_test_setup(the_previous_policy_is_another_one_and_not_one_on_trial, set_up),
		cmocka_unit_test_setup(a_digest_is_found_by_a_unique_beginning, set_up),
		cmocka_unit_test_setup(a_policy_with_drop_ins_comes_back_without_its_files, set_up),
		cmocka_unit_test_setup(a_policy_that_includes_elsewhere_is_not_written_there, set_up),
		cmocka_unit_test_setup(a_text_that_was_changed_does_not_come_back, set_up),
		cmocka_unit_test_setup(policies_are_compared_in_meaning, set_up),
		cmocka_unit_test_setup(a_change_has_what_differs, set_up),
		cmocka_unit_test_setup(an_unknown_policy_before_is_no_difference, set_up),
	};

	return run_history_tests("history", tests, sizeof(tests) / sizeof(tests[0]));
}
