// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/reader.c, log/shape.c: logs that someone else wrote. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/shape.h"

#define RECORD "{\"@timestamp\":\"t\",\"event\":{\"kind\":\"event\",\"action\":\"decision\"}}"

/* A reader of a file in memory with `size` bytes. */
static struct log_reader reader_of(const char *bytes, size_t size)
{
	struct log_reader reader;
	int fd = memfd_create("log", MFD_CLOEXEC);

	assert_int_equal(write(fd, bytes, size), size);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(log_reader_open(fd, &reader), 0);
	return reader;
}

/* Reads to the end: how many records, with the unfinished last line. */
static unsigned int count(struct log_reader *reader)
{
	struct log_line line;
	unsigned int records = 0;
	int r;

	while ((r = log_reader_next(reader, &line)) > 0) {
		assert_null(memchr(line.text, '\n', line.length));
		json_decref(line.record);
		records++;
	}
	assert_int_equal(r, 0);
	if (log_reader_rest(reader, &line) > 0) {
		json_decref(line.record);
		records++;
	}
	return records;
}

static void assert_counts(const char *bytes, size_t size, unsigned int records, unsigned int bad)
{
	struct log_reader reader = reader_of(bytes, size);

	assert_int_equal(count(&reader), records);
	assert_int_equal(reader.bad, bad);
	log_reader_close(&reader);
}

static const struct {
	const char *text;
	unsigned int records;
	unsigned int bad;
} files[] = {
	{"", 0, 0},
	{RECORD "\n", 1, 0},
	{RECORD "\n" RECORD "\n", 2, 0},
	{RECORD, 1, 0},
	{RECORD "\n{\"@timestamp\":\"t\",\"ev", 1, 1},
	{"\n\n" RECORD "\n", 1, 2},
	{RECORD RECORD "\n", 0, 1},
	{"null\ntrue\n1\n\"x\"\n[]\n{}\n", 0, 6},
	{"{\"@timestamp\":1,\"event\":{\"kind\":\"event\",\"action\":\"a\"}}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":5}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"event\"}}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"process\":7}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"process\":{\"pid\":\"7\"}}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"process\":null}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"namespaces\":{\"pid\":{\"init\":1}}}\n",
	 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"namespaces\":{\"init\":\"none\"}}\n", 0,
	 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"namespaces\":{\"init\":[1]}}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"namespaces\":{\"init\":[],\"pid\":1}}\n",
	 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"namespaces\":{\"init\":[],\"pid\":{}}}\n",
	 1, 0},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"process\":{\"thread\":{\"capabilities\":{"
	 "\"effective\":\"some\"}}}}\n",
	 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"process\":{\"thread\":{\"capabilities\":{"
	 "\"effective\":\"all\"}}}}\n",
	 1, 0},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\",\"action\":\"b\"}}\n", 0, 1},
	{"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"},\"later\":[{}]}\n", 1, 0},
	{"{\"@timestamp\":\"\\u0000\",\"event\":{\"kind\":\"e\",\"action\":\"a\"}}\n", 0, 1},
	{"{\"@timestamp\":\"\xff\",\"event\":{\"kind\":\"e\",\"action\":\"a\"}}\n", 0, 1},
	{"{\"@timestamp\":\"a\tb\",\"event\":{\"kind\":\"e\",\"action\":\"a\"}}\n", 0, 1},
};

static void tells_records_from_other_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_counts(files[i].text, strlen(files[i].text), files[i].records, files[i].bad);
	assert_counts(RECORD "\0\n" RECORD "\n", strlen(RECORD) * 2 + 3, 1, 1);
}

static void deep_nesting_is_not_a_record(void **state)
{
	static char text[50000];

	(void)state;
	memset(text, '[', sizeof(text));
	text[sizeof(text) - 1] = '\n';
	assert_counts(text, sizeof(text), 0, 1);
}

/* A line of `length` bytes between two records. */
static void assert_between(size_t length, bool padded_record, unsigned int records, unsigned int bad)
{
	char *text = malloc(length + 200);
	size_t size = (size_t)sprintf(text, RECORD "\n");

	memset(text + size, padded_record ? ' ' : 'x', length);
	if (padded_record)
		memcpy(text + size, RECORD, strlen(RECORD));
	size += length;
	size += (size_t)sprintf(text + size, "\n" RECORD "\n");
	assert_counts(text, size, records, bad);
	free(text);
}

static void line_above_the_limit_is_counted(void **state)
{
	(void)state;
	for (size_t length = LOG_LINE_MAXIMUM - 3; length <= LOG_LINE_MAXIMUM; length++) {
		assert_between(length, true, 3, 0);
		assert_between(length, false, 2, 1);
	}
	for (size_t length = LOG_LINE_MAXIMUM + 1; length < LOG_LINE_MAXIMUM + 4; length++)
		assert_between(length, true, 2, 1);
	assert_between(5 * LOG_LINE_MAXIMUM + 17, false, 2, 1);
}

static void last_line_without_end_is_read(void **state)
{
	char *text = malloc(3 * LOG_LINE_MAXIMUM);

	(void)state;
	memset(text, 'x', 3 * LOG_LINE_MAXIMUM);
	assert_counts(text, 3 * LOG_LINE_MAXIMUM, 0, 1);
	free(text);
}

/* A line that arrives in two parts, as a follower sees it. */
static void continues_where_it_stopped(void **state)
{
	struct log_reader reader = reader_of(RECORD "\n{\"@times", strlen(RECORD) + 9);
	struct log_line line;
	off_t offset;

	(void)state;
	assert_int_equal(log_reader_next(&reader, &line), 1);
	json_decref(line.record);
	assert_int_equal(log_reader_next(&reader, &line), 0);
	offset = lseek(reader.fd, 0, SEEK_CUR);
	dprintf(reader.fd, "%s\n", RECORD + 8);
	lseek(reader.fd, offset, SEEK_SET);
	assert_int_equal(log_reader_next(&reader, &line), 1);
	assert_int_equal(line.length, strlen(RECORD));
	assert_memory_equal(line.text, RECORD, line.length);
	json_decref(line.record);
	assert_int_equal(reader.bad, 0);
	log_reader_close(&reader);
}

static void unreadable_file_is_an_error(void **state)
{
	struct log_reader reader;
	struct log_line line;

	(void)state;
	assert_int_equal(log_reader_open(-1, &reader), 0);
	assert_int_equal(log_reader_next(&reader, &line), 0);
	log_reader_close(&reader);
	assert_int_equal(log_reader_open(open("/tmp", O_RDONLY | O_CLOEXEC), &reader), 0);
	assert_int_equal(log_reader_next(&reader, &line), -EISDIR);
	log_reader_close(&reader);
}

/* Records with bytes changed: none may do harm, and every line is either a record or counted. */
static void damaged_records_are_counted(void **state)
{
	char text[4096];
	FILE *golden = fopen("tests/unit/record/record.jsonl", "re");
	size_t size;

	(void)state;
	assert_non_null(golden);
	srandom(3);
	for (int round = 0; round < 5000; round++) {
		struct log_reader reader;
		unsigned int lines = 0;

		rewind(golden);
		size = fread(text, 1, sizeof(text), golden);
		for (int change = 0; change < 12; change++)
			text[(size_t)random() % size] = (char)random();
		for (size_t i = 0; i < size; i++)
			lines += text[i] == '\n';
		lines += text[size - 1] != '\n';
		reader = reader_of(text, size);
		assert_int_equal(count(&reader) + reader.bad, lines);
		log_reader_close(&reader);
	}
	fclose(golden);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_records_from_other_lines),  cmocka_unit_test(deep_nesting_is_not_a_record),
		cmocka_unit_test(line_above_the_limit_is_counted), cmocka_unit_test(last_line_without_end_is_read),
		cmocka_unit_test(continues_where_it_stopped),      cmocka_unit_test(unreadable_file_is_an_error),
		cmocka_unit_test(damaged_records_are_counted),
	};

	return cmocka_run_group_tests_name("log-reader", tests, NULL, NULL);
}
