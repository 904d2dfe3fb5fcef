// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/write-log.c: what the daemon does and prints when its log fails. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/daemon/start.h"
#include "gatekeeper/daemon/write-log.h"

#include "tests/unit/log-directory.h"
#include "tests/unit/output.h"

#define LINE "{\"@timestamp\":\"2026\",\"event\":{\"sequence\":41}}\n"

static char printed[OUTPUT_SIZE];

/* So many seconds in which no file can be opened. Returns how many messages were printed. */
static int rotate_in_vain(struct daemon *daemon, int seconds)
{
	struct rlimit before, none;
	int error, saved = divert(stderr, &error), count = 0;

	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	for (int i = 0; i < seconds; i++)
		rotate_log(daemon);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	restore(stderr, saved, error, printed);
	for (const char *text = printed; (text = strstr(text, "cannot rotate ")); text++)
		count++;
	return count;
}

static bool is_rotated(const struct daemon *daemon)
{
	struct stat status;

	return fstat(daemon->log.fd, &status) == 0 && status.st_size == 0;
}

static void a_failed_rotation_is_said_once_and_tried_each_minute(void **state)
{
	const struct daemon_options options = {.log = path, .rotation = {.size = 1, .keep = 3}};
	struct daemon daemon = DAEMON_INITIAL(&options);

	(void)state;
	assert_int_equal(log_file_open(path, &daemon.log), 0);
	assert_int_equal(log_file_write(&daemon.log, LINE, strlen(LINE)), 0);
	assert_int_equal(rotate_in_vain(&daemon, 200), 1);
	assert_non_null(strstr(printed, strerror(EMFILE)));
	daemon.rotate_pause = 59; /* 59 seconds, then a try */
	for (int i = 0; i < 59; i++)
		rotate_log(&daemon);
	assert_false(is_rotated(&daemon));
	rotate_log(&daemon);
	assert_true(is_rotated(&daemon));
	assert_int_equal(log_file_write(&daemon.log, LINE, strlen(LINE)), 0);
	assert_int_equal(rotate_in_vain(&daemon, 1), 1); /* a new failure */
	assert_int_equal(daemon.rotate_pause, 59);
	log_file_close(&daemon.log);
}

/* The log is /dev/full under the name of a file, so that the daemon removes all rotated files in vain. */
static void a_full_disk_costs_rotated_files_if_so_asked(void **state)
{
	struct daemon_options options = {.log = path};
	struct daemon daemon = DAEMON_INITIAL(&options);
	char name[128];
	int error, saved;

	(void)state;
	snprintf(name, sizeof(name), "%s.1.gz", path);
	close(open(name, O_WRONLY | O_CREAT, 0600));
	daemon.log = (struct log_file){.fd = open("/dev/full", O_WRONLY), .path = path};
	daemon.drain.pending.log = &daemon.log;
	assert_int_equal(pending_add(&daemon.drain.pending, strdup(LINE), strlen(LINE)), 0);
	saved = divert(stderr, &error);
	write_events(&daemon, true);
	assert_int_equal(daemon.log_error, -ENOSPC);
	assert_int_equal(access(name, F_OK), 0);
	options.disk_full = DISK_FULL_ROTATE;
	write_events(&daemon, true);
	restore(stderr, saved, error, printed);
	assert_int_equal(access(name, F_OK), -1);
	assert_non_null(strstr(printed, "events wait in the ring"));
	pending_cut(&daemon.drain.pending, 0);
	close(daemon.log.fd);
}

static void a_journal_that_reads_again_is_told_what_it_lacks(void **state)
{
	const struct daemon_options options = {.log = path};
	struct daemon daemon = DAEMON_INITIAL(&options);
	int error, saved;

	(void)state;
	assert_int_equal(log_file_open(path, &daemon.log), 0);
	daemon.drain.pending = (struct pending_lines){.log = &daemon.log, .journal_error = -EAGAIN, .unsent = 3};
	saved = divert(stderr, &error);
	write_events(&daemon, true);
	write_events(&daemon, true);
	restore(stderr, saved, error, printed);
	assert_non_null(strstr(printed, "cannot write to the journal: it does not read; the records are in "));
	assert_null(strstr(printed, "lacks"));
	daemon.drain.pending.journal_error = 0;
	saved = divert(stderr, &error);
	write_events(&daemon, true);
	write_events(&daemon, true);
	restore(stderr, saved, error, printed);
	assert_non_null(strstr(printed, "the journal lacks 3 records"));
	assert_null(strstr(strstr(printed, "lacks") + 1, "lacks"));
	log_file_close(&daemon.log);
}

static void write_another(struct daemon *daemon)
{
	assert_int_equal(pending_add(&daemon->drain.pending, strdup(LINE), strlen(LINE)), 0);
	write_events(daemon, false);
	assert_null(daemon->drain.pending.text);
}

/* A device like /dev/null takes lines and cannot sync them. */
static void a_failed_sync_is_an_error_until_one_of_new_lines_succeeds(void **state)
{
	const struct daemon_options options = {.log = path, .sync = true};
	struct daemon daemon = DAEMON_INITIAL(&options);
	int file = open(path, O_RDWR | O_CREAT, 0600), device = open("/dev/null", O_WRONLY);
	int error, saved;

	(void)state;
	daemon.log = (struct log_file){.fd = device, .path = path};
	daemon.drain.pending.log = &daemon.log;
	saved = divert(stderr, &error);
	write_another(&daemon);
	write_another(&daemon);
	restore(stderr, saved, error, printed);
	assert_int_equal(daemon.sync_error, -EINVAL);
	assert_int_equal(daemon.log_error, 0);
	assert_non_null(strstr(printed, "cannot sync "));
	assert_null(strstr(strstr(printed, "cannot sync ") + 1, "cannot sync "));
	daemon.log.fd = file;
	write_events(&daemon, true); /* nothing new */
	assert_int_equal(daemon.sync_error, -EINVAL);
	write_another(&daemon);
	assert_int_equal(daemon.sync_error, 0);
	close(file);
	close(device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIRECTORY(a_failed_rotation_is_said_once_and_tried_each_minute),
		IN_DIRECTORY(a_full_disk_costs_rotated_files_if_so_asked),
		IN_DIRECTORY(a_journal_that_reads_again_is_told_what_it_lacks),
		IN_DIRECTORY(a_failed_sync_is_an_error_until_one_of_new_lines_succeeds),
	};

	return cmocka_run_group_tests_name("write-log", tests, NULL, NULL);
}
