// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper log on a log that changes while it is read, and on times that go back. */
#include "tests/unit/query/log-folder.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gatekeeper/log/file.h"
#include "gatekeeper/log/files.h"
#include "gatekeeper/log/reader.h"
#include "gatekeeper/record/record.h"

#define FILES 6
#define RECORDS 50 /* of each file */

/* audit.jsonl.5 is the oldest; the user IDs are the numbers of the records. */
static void write_files(void)
{
	char ending[8];

	for (int i = 0; i < FILES; i++) {
		FILE *file;

		snprintf(ending, sizeof(ending), i == FILES - 1 ? "" : ".%d", FILES - 1 - i);
		file = open_log(ending);
		for (int n = 0; n < RECORDS; n++)
			write_line(file, i * RECORDS + n, "deny", "r", "/bin/a", i * RECORDS + n);
		fclose(file);
	}
}

static void rotate(void)
{
	char old[PATH_MAX], new[PATH_MAX];

	for (int number = 60; number > 0; number--) {
		snprintf(old, sizeof(old), number > 1 ? "%s.%d" : "%s", log_path, number - 1);
		snprintf(new, sizeof(new), "%s.%d", log_path, number);
		rename(old, new);
	}
	fclose(open_log(""));
}

/* The records are printed in order, and each once. */
static void assert_all_records(const char *numbers)
{
	for (int n = 0; n < FILES * RECORDS; n++) {
		char *end;

		assert_int_equal(strtol(numbers, &end, 10), n);
		assert_int_equal(*end, '\n');
		numbers = end + 1;
	}
	assert_string_equal(numbers, "");
}

static void rotation_between_finding_and_reading(void **state)
{
	struct log_files files;
	char first[LOG_TIME_LENGTH + 1], expected[LOG_TIME_LENGTH + 1];

	(void)state;
	write_files();
	assert_int_equal(log_files_find(log_path, &files), 0);
	rotate();
	rotate();
	assert_int_equal(files.count, FILES);
	for (int i = 0; i < FILES; i++) {
		snprintf(expected, sizeof(expected), TIME, 0, i * RECORDS / 60, i * RECORDS % 60);
		assert_true(log_files_first_time(&files, i, first));
		assert_string_equal(first, expected);
	}
	log_files_release(&files);
	remove_logs();
}

static void rotations_while_it_is_read(void **state)
{
	(void)state;
	for (int run_number = 0; run_number < 20; run_number++) {
		pid_t rotator;
		struct output *output;

		write_files();
		rotator = fork();
		assert_true(rotator >= 0);
		if (rotator == 0) {
			for (int i = 0; i < 20; i++) {
				rotate();
				usleep(1000);
			}
			_exit(0);
		}
		for (int i = 0; i < 5; i++) {
			output = run("format=user.id");
			assert_all_records(output->out);
		}
		assert_int_equal(waitpid(rotator, NULL, 0), rotator);
		assert_all_records(run("format=user.id")->out);
		remove_logs();
	}
}

/* As copytruncate of logrotate does. */
static void file_shrinks_while_it_is_read(void **state)
{
	struct log_reader reader;
	struct log_input *input;
	struct log_line line;
	FILE *file = open_log("");
	int count = 0, r;

	(void)state;
	for (int n = 0; n < 2000; n++)
		write_line(file, n, "deny", "r", "/bin/a", n);
	fclose(file);
	assert_int_equal(log_input_open(log_path, &input), 0);
	assert_int_equal(log_reader_open(-1, &reader), 0);
	reader.input = input;
	while ((r = log_reader_next(&reader, &line)) > 0) {
		assert_int_equal(json_integer_value(json_object_get(json_object_get(line.record, "user"), "id")),
				 count);
		json_decref(line.record);
		if (++count == 10)
			assert_int_equal(truncate(log_path, 0), 0);
	}
	assert_int_equal(r, 0);
	assert_in_range(count, 10, 1000); /* what was in the buffer */
	assert_int_equal(reader.bad, 0);
	log_reader_close(&reader);
	log_input_close(input);
	assert_string_equal(run("since=2026-11-28T00:00:01Z")->out, "");
	assert_string_equal(run("tail=5")->out, "");
	remove_logs();
}

/* The clock was set back by an hour when the second file had begun. */
static void clock_that_goes_back_hides_no_file(void **state)
{
	FILE *file;

	(void)state;
	file = open_log(".1");
	write_line(file, 3600, "deny", "r", "/bin/a", 1);
	write_line(file, 7200, "deny", "r", "/bin/a", 2);
	fclose(file);
	file = open_log("");
	write_line(file, 3700, "deny", "r", "/bin/a", 3);
	write_line(file, 7300, "deny", "r", "/bin/a", 4);
	fclose(file);
	assert_string_equal(run("format=user.id")->out, "1\n2\n3\n4\n");
	assert_string_equal(run("format=user.id since=2026-11-28T01:30:00Z")->out, "2\n4\n");
	assert_string_equal(run("format=user.id until=2026-11-28T01:00:30Z")->out, "1\n");
	assert_string_equal(run("format=user.id tail=2 since=2026-11-28T01:30:00Z")->out, "2\n4\n");
	assert_non_null(strstr(run("summary")->out, "4 denied"));
	remove_logs();
}

#define MINUTES 180 /* of the day, in the file */
#define A_MINUTE 8  /* records, each of half a kilobyte */

/*
 * As the daemon writes it, or without its marks: two hours, then the clock is set back by one hour, and two hours more.
 * The daemon starts anew each half hour.
 */
static void write_as_daemon(bool marked)
{
	struct log_file file = {.fd = -1};

	for (int n = 0; n < 4 * 60 * A_MINUTE; n++) {
		int minute = n / A_MINUTE - (n >= 2 * 60 * A_MINUTE ? 60 : 0);
		char line[1024];
		size_t length;
		json_t *record;
		char *text;

		snprintf(line, sizeof(line),
			 "{\"@timestamp\":\"" TIME "\",\"event\":{\"kind\":\"event\",\"action\":\"attached\"},"
			 "\"message\":\"\\\"latest\\\":\\\"2026-11-28T00:00:00.000000000Z\",\"user\":{\"id\":%d},"
			 "\"gatekeeper\":{\"schema\":2},\"padding\":\"%400d\"}",
			 minute / 60, minute % 60, n % A_MINUTE, n, n);
		record = json_loads(line, 0, NULL);
		assert_non_null(record);
		if (n % (30 * A_MINUTE) == 0) {
			log_file_close(&file);
			assert_int_equal(log_file_open(log_path, &file), 0);
		}
		if (marked)
			assert_int_equal(log_file_mark(&file, record), 0);
		assert_int_equal(record_line(record, &text, &length), 0);
		assert_int_equal(log_file_write(&file, text, length), 0);
		free(text);
	}
	log_file_close(&file);
}

/* Whether each record from this minute on is found, and no other. */
static bool finds_all_since(int minute)
{
	char options[128];
	struct output *output;
	const char *rest;

	snprintf(options, sizeof(options), "format=user.id since=2026-11-28T%02d:%02d:00Z", minute / 60, minute % 60);
	output = run(options);
	rest = output->out;
	for (int n = 0; n < 4 * 60 * A_MINUTE; n++) {
		int of_record = n / A_MINUTE - (n >= 2 * 60 * A_MINUTE ? 60 : 0);
		char *end;

		if (of_record < minute)
			continue;
		if (strtol(rest, &end, 10) != n || end == rest)
			return false;
		rest = end + 1;
	}
	return *rest == '\0';
}

static void clock_that_goes_back_inside_a_file_hides_no_record(void **state)
{
	bool finds_all = true;

	(void)state;
	write_as_daemon(true);
	for (int minute = 0; minute < MINUTES; minute += 7)
		assert_true(finds_all_since(minute));
	remove_logs();
	/* The control: without the marks, records before the clock was set back are missed. */
	write_as_daemon(false);
	for (int minute = 0; minute < MINUTES; minute += 7)
		finds_all &= finds_all_since(minute);
	assert_false(finds_all);
	remove_logs();
}

/* The clock was set back by two hours, and then forth again. */
static void clock_that_goes_back_and_forth_inside_a_file_hides_no_record(void **state)
{
	FILE *file;

	(void)state;
	file = open_log(".1");
	write_line(file, 10000, "deny", "r", "/bin/a", 1);
	fclose(file);
	file = open_log("");
	write_line(file, 10800, "deny", "r", "/bin/a", 2);
	write_line(file, 3600, "deny", "r", "/bin/a", 3);
	write_line(file, 10900, "deny", "r", "/bin/a", 4);
	fclose(file);
	assert_string_equal(run("format=user.id until=2026-11-28T01:30:00Z")->out, "3\n");
	assert_string_equal(run("format=user.id tail=9 until=2026-11-28T01:30:00Z")->out, "3\n");
	assert_string_equal(run("format=user.id since=2026-11-28T00:30:00Z until=2026-11-28T01:30:00Z")->out, "3\n");
	remove_logs();
}

/* As the daemon writes it, or without its marks. */
static void write_record(struct log_file *file, int second, bool marked)
{
	json_t *record = json_pack("{s:o, s:{s:s, s:s}, s:{s:i}, s:{s:i}}", "@timestamp",
				   json_sprintf(TIME, second / 3600, second / 60 % 60, second % 60), "event", "kind",
				   "event", "action", "attached", "user", "id", second, "gatekeeper", "schema", 2);
	size_t length;
	char *text;

	if (marked)
		assert_int_equal(log_file_mark(file, record), 0);
	assert_int_equal(record_line(record, &text, &length), 0);
	assert_int_equal(log_file_write(file, text, length), 0);
	free(text);
}

/* The clock is set back by an hour when a file is rotated, which is then compressed. */
static void write_compressed(bool marked)
{
	struct log_file file = {.fd = -1};

	assert_int_equal(log_file_open(log_path, &file), 0);
	write_record(&file, 6000, marked);
	write_record(&file, 7200, marked);
	shell("mv audit.jsonl audit.jsonl.1");
	assert_int_equal(log_file_reopen(&file), 0);
	shell("gzip audit.jsonl.1");
	write_record(&file, 3700, marked);
	write_record(&file, 3800, marked);
	log_file_close(&file);
}

static void clock_that_goes_back_hides_no_compressed_file(void **state)
{
	(void)state;
	write_compressed(true);
	assert_string_equal(run("format=user.id since=2026-11-28T01:30:00Z")->out, "6000\n7200\n");
	assert_string_equal(run("format=user.id tail=1 since=2026-11-28T01:50:00Z")->out, "7200\n");
	assert_string_equal(run("format=gatekeeper.latest since=2026-11-28T01:02:00Z until=2026-11-28T01:30:00Z")->out,
			    "-\n"); /* only the first record has the time of the file before */
	remove_logs();
	/* The control: without the mark the file is taken for too old. */
	write_compressed(false);
	assert_string_equal(run("format=user.id since=2026-11-28T01:30:00Z")->out, "");
	remove_logs();
}

/* A line of bytes that are not UTF-8 is not a record, and costs no other. */
static void bytes_that_are_not_utf8(void **state)
{
	static const char *const texts[] = {"\xff\xfe", "\xc3\x28", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xc0\xaf"};
	FILE *file = open_log("");
	struct output *output;

	(void)state;
	write_line(file, 1, "deny", "r", "/bin/a", 1);
	for (size_t i = 0; i < COUNT(texts); i++)
		write_line(file, 2, "deny", texts[i], "/bin/a", 2);
	write_line(file, 3, "deny", "\xe2\x82\xac", "/bin/a", 3);
	fclose(file);
	output = run("format=gatekeeper.rule");
	assert_string_equal(output->out, "r\n\xe2\x82\xac\n");
	assert_non_null(strstr(output->error, ": 5 lines are not records of the audit log\n"));
	assert_string_equal(run("rule=r format=user.id")->out, "1\n");
	assert_string_equal(run("rule=\xe2\x82\xac format=user.id")->out, "3\n");
	assert_int_equal(run("rule=\xff")->code, EXIT_MISUSE);
	output = run("summary");
	assert_non_null(strstr(output->out, "| \xe2\x82\xac\n"));
	assert_null(strchr(output->out, '\xff'));
	remove_logs();
}

/* What a shell hands over for <(command). */
static void pipe_is_read_once(void **state)
{
	struct output *output;
	FILE *file = open_log(".kept");

	(void)state;
	write_line(file, 1, "deny", "r", "/bin/a", 1);
	write_line(file, 2, "deny", "r", "/bin/a", 2);
	fclose(file);
	shell("mkfifo audit.jsonl; cat audit.jsonl.kept >audit.jsonl &");
	output = run("format=user.id until=2026-11-28T00:00:01Z");
	assert_string_equal(output->out, "1\n");
	assert_int_equal(output->code, EXIT_OK);
	remove_logs();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation_between_finding_and_reading),
		cmocka_unit_test(rotations_while_it_is_read),
		cmocka_unit_test(file_shrinks_while_it_is_read),
		cmocka_unit_test(clock_that_goes_back_hides_no_file),
		cmocka_unit_test(clock_that_goes_back_inside_a_file_hides_no_record),
		cmocka_unit_test(clock_that_goes_back_and_forth_inside_a_file_hides_no_record),
		cmocka_unit_test(clock_that_goes_back_hides_no_compressed_file),
		cmocka_unit_test(bytes_that_are_not_utf8),
		cmocka_unit_test(pipe_is_read_once),
	};

	return cmocka_run_group_tests_name("log-changing", tests, make_directory, remove_directory);
}
