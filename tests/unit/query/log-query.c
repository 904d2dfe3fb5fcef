// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper log: what it selects of a log that is many files, and how it prints it. */
#include "tests/unit/query/log-folder.h"

static void write_small_log(void)
{
	FILE *file = open_log("");

	write_line(file, 1, "deny", "one", "/bin/a", 0);
	write_line(file, 2, "deny", "two", "/bin/b", 10);
	write_line(file, 3, "allow", "two", "/bin/b", 100);
	fputs("{\"@timestamp\":\"2026-11-28T00:00:04.000000000Z\",\"event\":{\"kind\":\"pipeline_error\",\"action\":"
	      "\"gap\"},\"message\":\"lost\",\"gatekeeper\":{\"lost\":{\"allow\":1,\"deny\":2,\"truth\":0}}}\n",
	      file);
	fclose(file);
}

static void conditions_combine(void **state)
{
	(void)state;
	write_small_log();
	assert_string_equal(selected(""), "1 2 3 4");
	assert_string_equal(selected("denied"), "1 2 4");
	assert_string_equal(selected("verdict=deny"), "1 2");
	assert_string_equal(selected("rule=one rule=two"), "1 2 3");
	assert_string_equal(selected("rule=two verdict=deny"), "2");
	assert_string_equal(selected("rule=!two"), "1 4");
	assert_string_equal(selected("rule=!two rule=!one"), "4");
	assert_string_equal(selected("uid=10"), "2");
	assert_string_equal(selected("uid=1"), "");
	assert_string_equal(selected("exe=/bin/b exe=!/bin/b"), "");
	assert_string_equal(selected("cgroup=/a.slice"), "1 2 3");
	assert_string_equal(selected("cgroup=/a.slice/b.service/c/"), "1 2 3");
	assert_string_equal(selected("cgroup=/a.slic"), "");
	assert_string_equal(selected("cgroup=/"), "1 2 3");
	assert_string_equal(selected("unit=b.service"), "1 2 3");
	assert_string_equal(selected("unit=b.servic"), "");
	assert_string_equal(selected("since=2026-11-28T00:00:03Z"), "3 4");
	assert_string_equal(selected("until=2026-11-28T00:00:02"), "1 2");
	assert_string_equal(selected("tail=2"), "3 4");
	assert_string_equal(selected("tail=9"), "1 2 3 4");
	assert_string_equal(selected("tail=1 verdict=deny"), "2");
}

static void wrong_options_are_misuse(void **state)
{
	static const struct {
		const char *options, *text;
	} rows[] = {
		{"since=tomorrow", "'tomorrow' is not a time"},
		{"until=-5fortnights", "'-5fortnights' is not a time"},
		{"tail=0", "'0' is not a number"},
		{"tail=-1", "'-1' is not a number"},
		{"uid=root", "--uid: 'root'"},
		{"rule=", "--rule: ''"},
		{"format=no.such", "no field 'no.such'"},
		{"color=blue", "'blue' must be"},
		{"summary by=weather", "'weather' must be"},
		{"summary json", "--summary prints a table"},
		{"json format=message", "exclude each other"},
	};

	(void)state;
	write_small_log();
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct output *output = run(rows[i].options);

		assert_int_equal(output->code, EXIT_MISUSE);
		assert_string_equal(output->out, "");
		if (!strstr(output->error, rows[i].text))
			fail_msg("%s: %s", rows[i].options, output->error);
	}
	assert_int_equal(run("summary by=rule")->code, EXIT_OK);
}

static void formats_fields(void **state)
{
	(void)state;
	write_small_log();
	assert_string_equal(run("format=gatekeeper.rule,user.id,message")->out,
			    "one\t0\t-\ntwo\t10\t-\ntwo\t100\t-\n-\t-\tlost\n");
}

static void colours_and_columns(void **state)
{
	struct output *output;

	(void)state;
	write_small_log();
	output = run("color=always");
	assert_non_null(strstr(output->out, "2026-11-28T00:00:01Z \033[31mdeny        \033[0m load           by"));
	assert_non_null(strstr(output->out, "2026-11-28T00:00:04Z \033[1;31m*** gap *** lost\033[0m\n"));
	assert_null(strchr(run("color=auto")->out, '\033'));
}

static void summarises(void **state)
{
	struct output *output;

	(void)state;
	write_small_log();
	output = run("summary");
	assert_string_equal(output->out, "2 denied, 1 allowed, 3 lost\n"
					 "   denied   allowed  first                last                 |when         "
					 "                   | rule\n"
					 "        1         1  2026-11-28T00:00:02Z 2026-11-28T00:00:03Z | ##          "
					 "                   | two\n"
					 "        1         0  2026-11-28T00:00:01Z 2026-11-28T00:00:01Z |#            "
					 "                   | one\n");
	assert_non_null(strstr(run("summary by=caller verdict=allow")->out, "| /bin/b\n"));
	assert_non_null(strstr(run("summary by=container")->out, "| (none)\n"));
}

/* audit.jsonl.4.gz (two members), .3.xz, .2.zst, .1 and audit.jsonl, 3 records each. */
static void write_rotated_log(void)
{
	static const char *const endings[] = {".4", ".3", ".2", ".1", ""};

	for (size_t i = 0; i < COUNT(endings); i++) {
		FILE *file = open_log(endings[i]);

		for (int second = 0; second < 3; second++)
			write_line(file, 1 + 3 * i + second, "deny", "r", "/bin/a", 0);
		fclose(file);
	}
	shell("head -1 audit.jsonl.4 | gzip >4 && tail -2 audit.jsonl.4 | gzip >>4 && mv 4 audit.jsonl.4.gz && "
	      "rm audit.jsonl.4 && xz audit.jsonl.3 && zstd -q --rm audit.jsonl.2");
}

static void rotated_and_compressed_files_are_one_log(void **state)
{
	(void)state;
	remove_logs();
	write_rotated_log();
	assert_string_equal(selected(""), "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
	assert_string_equal(selected("tail=4"), "12 13 14 15");
	assert_string_equal(selected("since=2026-11-28T00:00:06Z until=2026-11-28T00:00:10Z"), "6 7 8 9 10");
	assert_string_equal(selected("since=2026-11-28T00:00:15Z"), "15");
	assert_string_equal(selected("until=2026-11-28T00:00:01Z"), "1");
	remove_logs();
}

static void damaged_compression_is_reported(void **state)
{
	static const char *const files[] = {"audit.jsonl.4.gz", "audit.jsonl.3.xz", "audit.jsonl.2.zst"};
	char text[256], command[512];

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		struct output *output;

		write_rotated_log();
		snprintf(command, sizeof(command), "truncate -s -9 %s", files[i]);
		shell(command);
		output = run("json");
		snprintf(text, sizeof(text), "%s: the compressed data is damaged or cut off", files[i]);
		assert_int_equal(output->code, EXIT_FAILED);
		assert_non_null(strstr(output->error, text));
		/* All other files are read. */
		assert_non_null(strstr(output->out, "T00:00:15."));
		assert_non_null(strstr(output->out, "T00:00:10."));
		remove_logs();
	}
}

/* audit.jsonl.99 is the oldest; each kind of compression has a quarter of them, and each file one record. */
static void hundred_rotated_files_are_one_log(void **state)
{
	char ending[8], text[8];
	struct output *output;

	(void)state;
	for (int i = 1; i <= 100; i++) {
		FILE *file;

		snprintf(ending, sizeof(ending), i < 100 ? ".%d" : "", 100 - i);
		file = open_log(ending);
		write_line(file, i % 60, i % 10 ? "allow" : "deny", "r", "/bin/a", 0);
		fclose(file);
	}
	shell("for i in $(seq 1 4 97); do gzip audit.jsonl.$i; xz audit.jsonl.$((i + 1)); "
	      "zstd -q --rm audit.jsonl.$((i + 2)); done");
	shell("test -e audit.jsonl.99.zst && test -e audit.jsonl.98.xz && test -e audit.jsonl.97.gz");
	output = run("json");
	assert_int_equal(output->code, EXIT_OK);
	output = run("format=gatekeeper.verdict");
	assert_int_equal(count_lines(output->out), 100);
	output = run("verdict=deny format=@timestamp");
	assert_int_equal(count_lines(output->out), 10);
	output = run("tail=100 format=@timestamp");
	assert_int_equal(count_lines(output->out), 100);
	snprintf(text, sizeof(text), ":%02d.", 100 % 60);
	assert_non_null(strstr(strrchr(output->out, ':'), text));
	remove_logs();
}

/* Lines that are cut, empty or full of NULs are counted, and cost no other record. */
static void cut_lines_cost_no_other_record(void **state)
{
	static const char *const options[] = {"", "json", "tail=2", "format=@timestamp", "verdict=deny"};
	static const char noise[] = "\0\0\0\n{\"@timestamp\":\"2026-\n\n\0{\"\n";
	FILE *file = open_log("");
	struct output *output;

	(void)state;
	write_line(file, 1, "deny", "r", "/bin/a", 0);
	fwrite(noise, 1, sizeof(noise) - 1, file);
	write_line(file, 2, "deny", "r", "/bin/a", 0);
	fputs("{\"@timestamp\":\"2026-11-28T00:00:03.0", file); /* is being written */
	fclose(file);
	for (size_t i = 0; i < COUNT(options); i++) {
		output = run(options[i]);
		assert_int_equal(output->code, EXIT_FAILED);
		assert_int_equal(count_lines(output->out), 2);
		assert_non_null(strstr(output->out, "T00:00:01."));
		assert_non_null(strstr(output->out, "T00:00:02."));
		assert_non_null(strstr(output->error, ": 5 lines are not records of the audit log\n"));
	}
	remove_logs();
}

static void missing_log_is_reported(void **state)
{
	struct output *output;

	(void)state;
	output = run("");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "audit.jsonl: No such file or directory"));
}

/* Bytes that this process has read so far. */
static unsigned long bytes_read(void)
{
	FILE *file = fopen("/proc/self/io", "re");
	unsigned long bytes = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "rchar: %lu", &bytes), 1);
	fclose(file);
	return bytes;
}

static void late_time_is_found_without_reading_the_log(void **state)
{
	const int seconds = 80000;
	FILE *file = open_log("");
	unsigned long before;
	struct stat status;
	struct output *output;
	char options[128];

	(void)state;
	for (int second = 0; second < seconds; second++)
		write_line(file, second, "deny", "r", "/bin/a", second);
	fclose(file);
	assert_int_equal(stat(log_path, &status), 0);
	assert_true(status.st_size > 20 << 20);
	before = bytes_read();
	output = run("since=2026-11-28T22:13:18Z format=user.id");
	assert_string_equal(output->out, "79998\n79999\n");
	assert_true(bytes_read() - before < 1 << 20);
	before = bytes_read();
	assert_string_equal(run("tail=2 format=user.id")->out, "79998\n79999\n");
	assert_true(bytes_read() - before < 2 << 20);
	assert_string_equal(run("tail=1 uid=100 format=user.id")->out, "100\n");
	assert_string_equal(run("tail=2 uid=!79999 format=user.id")->out, "79997\n79998\n");
	assert_int_equal(strlen(run("tail=5000 format=user.id")->out), 5000 * 6);
	/* Nothing is lost, wherever the time is. */
	for (int i = 0; i < 40; i++) {
		int first = random() % seconds;

		snprintf(options, sizeof(options), "since=2026-11-28T%02d:%02d:%02dZ until=2026-11-28T%02d:%02d:%02dZ",
			 first / 3600, first / 60 % 60, first % 60, (first + 1) / 3600, (first + 1) / 60 % 60,
			 (first + 1) % 60);
		strcat(options, " format=user.id");
		output = run(options);
		assert_int_equal(atoi(output->out), first);
	}
	remove_logs();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_combine),
		cmocka_unit_test(wrong_options_are_misuse),
		cmocka_unit_test(formats_fields),
		cmocka_unit_test(colours_and_columns),
		cmocka_unit_test(summarises),
		cmocka_unit_test(rotated_and_compressed_files_are_one_log),
		cmocka_unit_test(damaged_compression_is_reported),
		cmocka_unit_test(hundred_rotated_files_are_one_log),
		cmocka_unit_test(cut_lines_cost_no_other_record),
		cmocka_unit_test(missing_log_is_reported),
		cmocka_unit_test(late_time_is_found_without_reading_the_log),
	};

	return cmocka_run_group_tests_name("log-query", tests, make_directory, remove_directory);
}
