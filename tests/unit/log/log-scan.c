// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/scan.c against the JSON parser: what it takes for a record is one, with the same values. */
#include "tests/unit/compile.h"
#include "tests/unit/events.h"

#include "gatekeeper/log/filter.h"
#include "gatekeeper/log/print.h"
#include "gatekeeper/log/scan.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/table.h"

#define ROUNDS 3000
#define MUTATIONS 60

static void assert_same_value(json_t *value, const struct log_span *span)
{
	if (json_is_string(value)) {
		assert_int_equal(json_string_length(value), span->length);
		assert_memory_equal(json_string_value(value), span->text, span->length);
	} else if (json_is_integer(value)) {
		assert_true((uint64_t)json_integer_value(value) == log_span_number(span));
	} else if (json_is_boolean(value)) {
		assert_true(log_span_is(span, json_is_true(value) ? "true" : "false"));
	}
}

/* For people, in both forms. */
/* Conditions, one or two at a time, find the same in the scan and in the record. */
static unsigned int filters_matched;

static void assert_filters_the_same(json_t *record, const struct log_scan *scan)
{
	static const struct {
		enum log_filter_key key;
		const char *value;
	} conditions[] = {
		{LOG_FILTER_VERDICT, "deny"},
		{LOG_FILTER_VERDICT, "!deny"},
		{LOG_FILTER_ACTION, "decision"},
		{LOG_FILTER_CGROUP, "/a"},
		{LOG_FILTER_CGROUP, "/a/"},
		{LOG_FILTER_CGROUP, "/"},
		{LOG_FILTER_CGROUP, "!/b.service"},
		{LOG_FILTER_UNIT, "b.service"},
		{LOG_FILTER_UNIT, "b"},
		{LOG_FILTER_UNIT, "a/b.service"},
		{LOG_FILTER_CONTAINER, "0123"},
		{LOG_FILTER_UID, "0"},
		{LOG_FILTER_OPERATION, "attach:xdp"},
		{LOG_FILTER_PROGRAM_NAME, "a"},
		{LOG_FILTER_ATTACH_TYPE, "xdp"},
	};

	for (size_t i = 0; i <= sizeof(conditions) / sizeof(conditions[0]); i++) {
		struct log_filter filter = {.denied = i == 0};

		for (size_t j = i > 1 ? i - 2 : 0; j < i; j++)
			assert_int_equal(log_filter_add(&filter, conditions[j].key, conditions[j].value), 0);
		assert_int_equal(log_filter_matches(&filter, record), log_filter_matches_scan(&filter, scan));
		filters_matched += log_filter_matches(&filter, record);
		log_filter_release(&filter);
	}
}

static void assert_prints_the_same(json_t *record, const struct log_scan *scan)
{
	const struct log_view views[] = {{.record = record}, {.scan = scan}};
	char *text[2];
	size_t size;

	for (int i = 0; i < 2; i++) {
		FILE *stream = open_memstream(&text[i], &size);

		log_print_line(stream, &views[i]);
		log_print_columns(stream, &views[i], true);
		fclose(stream);
	}
	assert_string_equal(text[0], text[1]);
	free(text[0]);
	free(text[1]);
}

/* Returns whether the line was scanned. */
static bool compare(const char *line, size_t length)
{
	struct log_scan scan;
	json_t *record;

	if (!log_scan_line(line, length, &scan))
		return false;
	record = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
	if (!record || !log_is_record(record))
		fail_msg("scanned, but not a record: %.*s", (int)length, line);
	for (size_t i = 0; i < record_field_count; i++) {
		json_t *value = log_field(record, record_fields[i].path);

		if (log_scan_field(record_fields[i].path) == LOG_SCAN_FIELDS)
			continue;
		assert_int_equal(value != NULL, scan.field[i].text != NULL);
		if (value)
			assert_same_value(value, &scan.field[i]);
	}
	assert_ptr_equal(log_scan_time(&scan), scan.field[log_scan_field("@timestamp")].text);
	assert_prints_the_same(record, &scan);
	assert_filters_the_same(record, &scan);
	json_decref(record);
	return true;
}

/* A byte changed, a part removed, or a part copied to somewhere else: duplicate and misplaced keys. */
static size_t mutate(const char *line, size_t length, char *out)
{
	size_t from = random() % length, part = 1 + random() % (length - from), to = random() % length;

	if (random() % 2)
		part = 1 + random() % 24;
	if (from + part > length)
		part = length - from;
	memcpy(out, line, length);
	switch (random() % 3) {
	case 0:
		out[from] = "{}[]:,\"\\019-.e tn\n\x7f\x80"[random() % 20];
		return length;
	case 1:
		memmove(out + from, out + from + part, length - from - part);
		return length - part;
	default:
		memmove(out + to + part, out + to, length - to);
		memcpy(out + to, line + from, part);
		return length + part;
	}
}

static void scanned_lines_are_what_the_parser_finds(void **state)
{
	static char changed[64 * 1024];
	unsigned int scanned = 0, scanned_old = 0, scanned_changed = 0;
	struct random_event event;

	(void)state;
	srandom(11);
	for (int round = 0; round < ROUNDS; round++) {
		json_t *record;
		char *line;

		make_random_event(&event);
		record = random_record(&event);
		line = json_dumps(record, JSON_COMPACT);
		scanned += compare(line, strlen(line));
		for (int i = 0; i < MUTATIONS; i++)
			scanned_changed += compare(changed, mutate(line, strlen(line), changed));
		free(line);
		make_old_record(record);
		line = json_dumps(record, JSON_COMPACT);
		scanned_old += compare(line, strlen(line));
		for (int i = 0; i < MUTATIONS; i++)
			compare(changed, mutate(line, strlen(line), changed));
		free(line);
		json_decref(record);
	}
	/* Most random events have bytes that are escaped, which are left to the parser. */
	assert_true(scanned > ROUNDS / 25);
	assert_int_equal(scanned_old, scanned);
	assert_true(scanned_changed > ROUNDS / 20);
	assert_true(filters_matched > ROUNDS / 20);
}

/* The lines of a golden file, but for those with an escape. */
static void assert_scanned(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	assert_non_null(file);
	while ((length = getline(&line, &room, file)) > 0)
		assert_int_equal(compare(line, length - 1), !memchr(line, '\\', length));
	free(line);
	fclose(file);
}

static void golden_records_of_both_versions_are_scanned(void **state)
{
	(void)state;
	assert_scanned("tests/unit/record/record.jsonl");
	assert_scanned("tests/unit/record/version-1.jsonl");
}

static void doubtful_lines_are_left_to_the_parser(void **state)
{
#define LINE(more) "{\"@timestamp\":\"t\",\"event\":{\"kind\":\"e\",\"action\":\"a\"}" more "}"
	static const char *const lines[] = {
		"",
		"{}",
		"{\"@timestamp\":\"t\"}",
		LINE("") " ",
		" " LINE(""),
		LINE(",\"chain\":\"a\",\"chain\":\"b\""),
		LINE(",\"unknown\":1"),
		LINE(",\"user\":{\"id\":\"1\"}"),
		LINE(",\"user\":{\"id\":01}"),
		LINE(",\"user\":{\"id\":1.0}"),
		LINE(",\"user\":{\"id\":1e3}"),
		LINE(",\"user\":{\"id\":-1}"),
		LINE(",\"user\":{\"id\":1111111111111111111}"),
		LINE(",\"user\":7"),
		LINE(",\"user\":{}"),
		LINE(",\"message\":\"\\u0041\""),
		LINE(",\"message\":\"\xc3\xa4\""),
		LINE(",\"namespaces\":{\"pid\":{\"init\":1}}"),
		LINE(",\"namespaces\":{\"pid\":{\"init\":true},\"pid\":{\"init\":true}}"),
		LINE(",\"namespaces\":{\"init\":\"none\"}"),
		LINE(",\"namespaces\":{\"init\":[1]}"),
		LINE(",\"namespaces\":{\"init\":[\"pid\",]}"),
		LINE(",\"namespaces\":{\"init\":\"all\",\"init\":\"all\"}"),
		LINE(",\"namespaces\":{\"init\":[],\"pid\":{\"inode\":1},\"pid\":{\"inode\":1}}"),
		LINE(",\"namespaces\":{\"init\":[],\"pid\":1}"),
		LINE(",\"namespaces\":{\"init\":[],\"device\":{\"inode\":1}}"),
		LINE(",\"namespaces\":{\"pid\":{\"init\":true},\"init\":[]}"),
		LINE(",\"process\":{\"thread\":{\"capabilities\":{\"effective\":\"some\"}}}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_false(compare(lines[i], strlen(lines[i])));
	assert_true(compare(LINE(""), strlen(LINE(""))));
	assert_true(compare(LINE(",\"user\":{\"id\":1}"), strlen(LINE(",\"user\":{\"id\":1}"))));
	assert_true(compare(LINE(",\"namespaces\":{\"init\":[]}"), strlen(LINE(",\"namespaces\":{\"init\":[]}"))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_records_of_both_versions_are_scanned),
		cmocka_unit_test(scanned_lines_are_what_the_parser_finds),
		cmocka_unit_test(doubtful_lines_are_left_to_the_parser),
	};

	return cmocka_run_group_tests_name("log-scan", tests, NULL, NULL);
}
