// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/print.c: records as people read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/log/print.h"
#include "gatekeeper/log/shape.h"

static char *printed(const char *text)
{
	json_t *record = json_loads(text, 0, NULL);
	char *line = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&line, &size);

	assert_non_null(record);
	assert_true(log_is_record(record));
	log_print(out, record);
	fclose(out);
	json_decref(record);
	return line;
}

static void assert_printed(const char *text, const char *expected)
{
	char *line = printed(text);

	assert_string_equal(line, expected);
	free(line);
}

/* Returns whether log-print.txt has no line more than the golden records. */
static bool is_printed_as_golden(const char *path)
{
	FILE *records = fopen(path, "re"), *lines = fopen("tests/unit/log/log-print.txt", "re");
	char *record = NULL, *line = NULL;
	size_t record_room = 0, line_room = 0;
	bool at_end;

	assert_non_null(records);
	assert_non_null(lines);
	while (getline(&record, &record_room, records) > 0) {
		assert_true(getline(&line, &line_room, lines) > 0);
		assert_printed(record, line);
	}
	at_end = getline(&line, &line_room, lines) < 0;
	free(record);
	free(line);
	fclose(records);
	fclose(lines);
	return at_end;
}

/* The golden records of tests/unit/record/record.c, line by line: a person sees no difference between the versions. */
static void prints_golden_records_of_both_versions(void **state)
{
	(void)state;
	assert_true(is_printed_as_golden("tests/unit/record/record.jsonl"));
	assert_false(is_printed_as_golden("tests/unit/record/version-1.jsonl")); /* without namespaces of the daemon */
}

#define EVENT(action) "{\"@timestamp\":\"T\",\"event\":{\"kind\":\"event\",\"action\":\"" action "\""

static void prints_outcomes(void **state)
{
	(void)state;
	assert_printed(EVENT("decision") "},\"gatekeeper\":{\"verdict\":\"deny\",\"mode\":\"audit\"}}",
		       "T deny(audit)\n");
	assert_printed(EVENT("decision") ",\"reason\":\"shared-fd-table\"},\"gatekeeper\":{\"verdict\":\"deny\"}}",
		       "T deny (shared-fd-table)\n");
	assert_printed(EVENT("attached") ",\"outcome\":\"failure\"},\"error\":{\"code\":\"EINVAL\"}}",
		       "T attached failed(EINVAL)\n");
	assert_printed(EVENT("attached") "},\"namespaces\":{\"user\":{\"init\":true},\"pid\":{\"init\":false}}}",
		       "T attached (not init: pid)\n");
	assert_printed(EVENT("attached") "},\"namespaces\":{\"init\":[\"user\",\"time\",\"net\",\"mnt\",\"ipc\"]}}",
		       "T attached (not init: pid uts cgroup)\n");
	assert_printed(EVENT("attached") "},\"namespaces\":{\"init\":\"all\"}}", "T attached\n");
}

/* A log that was written by someone who wants to act on the terminal of who reads it. */
static void escapes_hostile_texts(void **state)
{
	(void)state;
	assert_printed(EVENT("\\u001b[2J\\n\\u009b\\u202e") "}}", "T \\x1b[2J\\x0a\\xc2\\x9b\\xe2\\x80\\xae\n");
	assert_printed(EVENT("a") "},\"namespaces\":{\"\\r\\u0007\":{\"init\":false}}}",
		       "T a (not init: \\x0d\\x07)\n");
	/* cut off in the middle of a character */
	assert_printed(EVENT("a") "},\"container\":{\"id\":\"0123456789a\\u00e4b\"}}", "T a 0123456789a\\xc3\n");
	assert_printed(EVENT("a") "},\"container\":{\"id\":\"0123456789abcdef\",\"name\":\"web\\nx\",\"labels\":{}}}",
		       "T a 0123456789ab web\\x0ax\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_golden_records_of_both_versions),
		cmocka_unit_test(prints_outcomes),
		cmocka_unit_test(escapes_hostile_texts),
	};

	return cmocka_run_group_tests_name("log-print", tests, NULL, NULL);
}
