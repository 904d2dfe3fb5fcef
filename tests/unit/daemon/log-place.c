// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/log-place.c: no line goes into a log that nobody can read. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/daemon/log-place.h"
#include "gatekeeper/daemon/start.h"

#define ENOUGH 6 /* looks */

static char path[64], moved[80];
static struct daemon_options options = {.log = path};
static struct daemon daemon_;

static void look(unsigned int times)
{
	while (times--)
		log_place_follow(&daemon_);
}

static bool has_line(const char *name)
{
	struct stat status;

	return stat(name, &status) == 0 && status.st_size > 0;
}

static int write_line(void)
{
	return drain_state(&daemon_.drain, RECORD_DAEMON_STARTED, "started");
}

static void a_log_in_its_place_is_left_alone(void **state)
{
	const int fd = daemon_.log.fd;

	(void)state;
	look(2 * ENOUGH);
	assert_int_equal(daemon_.log.fd, fd);
	assert_int_equal(write_line(), 0);
	assert_true(has_line(path));
}

static void a_removed_log_is_made_again(void **state)
{
	(void)state;
	unlink(path);
	look(ENOUGH);
	assert_int_equal(write_line(), 0);
	assert_true(has_line(path));
}

static void a_removed_directory_is_made_again(void **state)
{
	char directory[96], in_it[112];
	const char *before = daemon_.log.path;

	(void)state;
	snprintf(directory, sizeof(directory), "%s.d", path);
	snprintf(in_it, sizeof(in_it), "%s/log", directory);
	daemon_.log.path = in_it; /* which was there */
	look(ENOUGH);
	assert_int_equal(write_line(), 0);
	assert_true(has_line(in_it));
	unlink(in_it);
	assert_int_equal(rmdir(directory), 0);
	look(ENOUGH);
	assert_int_equal(write_line(), 0);
	assert_true(has_line(in_it));
	unlink(in_it);
	rmdir(directory);
	daemon_.log.path = (char *)before;
}

/* Between the rename and SIGHUP lines still go into the old file. */
static void a_rotation_has_time_for_its_signal(void **state)
{
	(void)state;
	assert_int_equal(rename(path, moved), 0);
	look(2);
	assert_int_equal(write_line(), 0);
	assert_true(has_line(moved));
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(log_file_reopen(&daemon_.log), 0);
	look(ENOUGH);
	assert_int_equal(write_line(), 0);
	assert_true(has_line(path));
}

static void lines_wait_while_the_log_cannot_be_opened(void **state)
{
	(void)state;
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	look(ENOUGH);
	assert_int_equal(write_line(), -EISDIR);
	assert_false(has_line(moved));
	assert_int_equal(drain_all(&daemon_.drain), -EISDIR);
	assert_int_equal(rmdir(path), 0);
	look(1);
	assert_int_equal(drain_all(&daemon_.drain), 0);
	assert_true(has_line(path));
}

/* Somebody removed what was in the way, and put the log back. */
static void a_log_that_is_back_is_written_again(void **state)
{
	(void)state;
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(symlink(moved, path), 0);
	look(ENOUGH);
	assert_int_equal(write_line(), -ELOOP);
	assert_int_equal(rename(moved, path), 0);
	look(1);
	assert_int_equal(drain_all(&daemon_.drain), 0);
	assert_true(has_line(path));
}

static int open_log(void **state)
{
	(void)state;
	daemon_ = (struct daemon)DAEMON_INITIAL(&options);
	snprintf(path, sizeof(path), "/tmp/log-place-%d.jsonl", getpid());
	snprintf(moved, sizeof(moved), "%s.1", path);
	daemon_.drain.pending.log = &daemon_.log;
	return log_file_open(path, &daemon_.log);
}

static int remove_log(void **state)
{
	(void)state;
	log_file_close(&daemon_.log);
	pending_cut(&daemon_.drain.pending, 0);
	unlink(moved);
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_log_in_its_place_is_left_alone, open_log, remove_log),
		cmocka_unit_test_setup_teardown(a_removed_log_is_made_again, open_log, remove_log),
		cmocka_unit_test_setup_teardown(a_removed_directory_is_made_again, open_log, remove_log),
		cmocka_unit_test_setup_teardown(a_rotation_has_time_for_its_signal, open_log, remove_log),
		cmocka_unit_test_setup_teardown(lines_wait_while_the_log_cannot_be_opened, open_log, remove_log),
		cmocka_unit_test_setup_teardown(a_log_that_is_back_is_written_again, open_log, remove_log),
	};

	return cmocka_run_group_tests_name("log-place", tests, NULL, NULL);
}
