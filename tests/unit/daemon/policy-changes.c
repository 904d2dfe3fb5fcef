// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/policy-changes.c: which text of the policy file was followed already, by who wrote it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/daemon/changes.h"
#include "gatekeeper/daemon/start.h"

#include "tests/unit/log-directory.h"
#include "tests/unit/output.h"

static struct history history;
static struct policy_changes changes;

static struct history_entry make(char digit, enum history_how how)
{
	struct history_entry entry = {.how = how, .time = 1000 + (int64_t)history.count, .path = "/policy.yaml"};

	memset(entry.digest, digit, sizeof(entry.digest) - 1);
	return entry;
}

static void add(char digit, enum history_how how)
{
	history.entry[history.count++] = make(digit, how);
}

/* The daemon looks, and the file has not changed. */
static void look(void)
{
	changes.last = history.entry[history.count - 1];
	changes.has_last = true;
	policy_changes_mark(&changes);
}

static bool is_followed(char digit)
{
	struct history_entry file = make(digit, HISTORY_FOLLOWED);

	return policy_changes_followed(&changes, &history, &file);
}

static int reset(void **state)
{
	(void)state;
	history = (struct history){0};
	changes = (struct policy_changes){0};
	add('a', HISTORY_LOADED);
	look();
	return 0;
}

static void a_text_is_followed_if_it_was_active_since_the_look(void **state)
{
	(void)state;
	assert_false(is_followed('b'));
	add('b', HISTORY_EDITED);
	assert_true(is_followed('b'));
	add('a', HISTORY_LOADED);
	assert_true(is_followed('b'));
}

static void what_was_active_before_the_look_is_another_change(void **state)
{
	(void)state;
	add('b', HISTORY_EDITED);
	add('a', HISTORY_LOADED);
	look();
	assert_false(is_followed('b'));
}

/* The daemon looks when edit has made its text active, and the file does not have it yet; then --previous. */
static void what_was_active_at_the_look_is_followed(void **state)
{
	(void)state;
	add('b', HISTORY_TRIED);
	add('b', HISTORY_CONFIRMED);
	look();
	add('a', HISTORY_LOADED);
	assert_true(is_followed('b'));
	look();
	assert_false(is_followed('b'));
	assert_true(is_followed('a'));
}

static void a_trial_counts_once_it_is_confirmed(void **state)
{
	(void)state;
	add('b', HISTORY_TRIED);
	assert_false(is_followed('b'));
	add('b', HISTORY_CONFIRMED);
	assert_true(is_followed('b'));
}

static void another_mode_is_another_policy(void **state)
{
	(void)state;
	add('b', HISTORY_LOADED);
	history.entry[1].mode = GK_AUDIT;
	assert_false(is_followed('b'));
	add('b', HISTORY_LOADED);
	assert_true(is_followed('b'));
}

static off_t size_after_a_look(struct daemon *daemon, char digest)
{
	const struct history_entry active = {.digest = {digest}};
	struct stat status;
	char printed[OUTPUT_SIZE];
	int error, saved = divert(stderr, &error);

	changes_note_told(daemon, &active);
	restore(stderr, saved, error, printed);
	assert_int_equal(stat(path, &status), 0);
	return status.st_size;
}

/* A load that could not write the history. */
static void what_nobody_tells_of_has_a_record(void **state)
{
	const struct daemon_options options = {.log = path};
	struct daemon daemon = DAEMON_INITIAL(&options);
	off_t size;

	(void)state;
	assert_int_equal(log_file_open(path, &daemon.log), 0);
	daemon.drain.pending.log = &daemon.log;
	daemon.untold = 2;
	daemon.changes.told = true;
	daemon.changes.last.digest[0] = 'a';
	assert_int_equal(size_after_a_look(&daemon, 'a'), 0);
	assert_int_equal(daemon.untold, 0);
	daemon.untold = 2;
	daemon.changes.told = false;
	assert_int_equal(size_after_a_look(&daemon, 'a'), 0);
	daemon.changes.told = true; /* of a load before that one */
	size = size_after_a_look(&daemon, 'b');
	assert_true(size > 0);
	assert_int_equal(daemon.untold, 0);
	assert_int_equal(size_after_a_look(&daemon, 'b'), size);
	log_file_close(&daemon.log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_text_is_followed_if_it_was_active_since_the_look, reset),
		cmocka_unit_test_setup(what_was_active_before_the_look_is_another_change, reset),
		cmocka_unit_test_setup(what_was_active_at_the_look_is_followed, reset),
		cmocka_unit_test_setup(a_trial_counts_once_it_is_confirmed, reset),
		cmocka_unit_test_setup(another_mode_is_another_policy, reset),
		IN_DIRECTORY(what_nobody_tells_of_has_a_record),
	};

	return cmocka_run_group_tests_name("policy-changes", tests, NULL, NULL);
}
