// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/query/follow.c: a reader that stays, while the log is rotated, truncated and made anew. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/query/follow.h"
#include "gatekeeper/log/shape.h"

static char directory[64], path[96], rotated[112];
static struct log_follow follow;
static struct log_reader reader;

static void append(const char *file, int number)
{
	FILE *log = fopen(file, "ae");

	assert_non_null(log);
	fprintf(log, "{\"@timestamp\":\"t\",\"event\":{\"kind\":\"event\",\"action\":\"a\",\"sequence\":%d}}\n",
		number);
	fclose(log);
}

static int enter(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/log-follow.XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/audit.jsonl", directory);
	snprintf(rotated, sizeof(rotated), "%s.1", path);
	return log_follow_open(path, &follow);
}

static int leave(void **state)
{
	char command[128];

	(void)state;
	log_reader_close(&reader);
	log_follow_close(&follow);
	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	return system(command);
}

/* The sequence of the next record, waiting for it. */
static int next(void)
{
	struct log_line line;
	int sequence, r;

	while ((r = log_reader_next(&reader, &line)) == 0)
		assert_int_equal(log_follow_wait(&follow, &reader), 1);
	assert_int_equal(r, 1);
	sequence = (int)json_integer_value(log_field(line.record, "event.sequence"));
	json_decref(line.record);
	return sequence;
}

static void start(void)
{
	assert_int_equal(log_reader_open(open(path, O_RDONLY | O_CLOEXEC), &reader), 0);
}

static void prints_new_lines(void **state)
{
	(void)state;
	append(path, 1);
	start();
	assert_int_equal(next(), 1);
	append(path, 2);
	append(path, 3);
	assert_int_equal(next(), 2);
	assert_int_equal(next(), 3);
}

static void waits_for_the_file(void **state)
{
	(void)state;
	start();
	assert_int_equal(reader.fd, -1);
	append(path, 1);
	assert_int_equal(next(), 1);
}

/* The writer is told late: it still writes to the old file when the new one is there, empty. */
static void continues_after_rotation(void **state)
{
	(void)state;
	append(path, 1);
	start();
	assert_int_equal(next(), 1);
	assert_int_equal(rename(path, rotated), 0);
	append(rotated, 2);
	assert_int_equal(next(), 2);
	close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	assert_int_equal(log_follow_wait(&follow, &reader), 1);
	append(rotated, 3);
	append(path, 4);
	assert_int_equal(next(), 3);
	assert_int_equal(next(), 4);
	append(path, 5);
	assert_int_equal(next(), 5);
	assert_int_equal(reader.bad, 0);
}

static void continues_after_truncation(void **state)
{
	(void)state;
	append(path, 100);
	append(path, 200);
	start();
	assert_int_equal(next(), 100);
	assert_int_equal(next(), 200);
	assert_int_equal(truncate(path, 0), 0);
	append(path, 3);
	assert_int_equal(next(), 3);
}

/* What is left of a line in a file that nobody writes to any more is no record. */
static void drops_a_torn_line_before_rotation(void **state)
{
	FILE *log;

	(void)state;
	append(path, 1);
	log = fopen(path, "ae");
	fputs("{\"@timestamp\":", log);
	fclose(log);
	start();
	assert_int_equal(next(), 1);
	assert_int_equal(rename(path, rotated), 0);
	append(path, 2);
	assert_int_equal(next(), 2);
	assert_int_equal(reader.bad, 1);
}

/* Last: it cannot be taken back. */
static void ends_by_a_signal(void **state)
{
	(void)state;
	append(path, 1);
	start();
	assert_int_equal(next(), 1);
	assert_false(log_follow_ended());
	raise(SIGTERM);
	assert_true(log_follow_ended());
	assert_int_equal(log_follow_wait(&follow, &reader), 0);
}

#define FOLLOWING(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLLOWING(prints_new_lines),
		FOLLOWING(waits_for_the_file),
		FOLLOWING(continues_after_rotation),
		FOLLOWING(continues_after_truncation),
		FOLLOWING(drops_a_torn_line_before_rotation),
		FOLLOWING(ends_by_a_signal),
	};

	return cmocka_run_group_tests_name("log-follow", tests, NULL, NULL);
}
