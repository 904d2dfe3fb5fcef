// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/filter.c: what a filter decides by the bytes of a line is what it decides by the record. */
#include "tests/unit/compile.h"
#include "tests/unit/events.h"

#include "gatekeeper/log/filter.h"
#include "gatekeeper/log/shape.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ROUNDS 20000

/* A value that a record has at the field of a key, as an option takes it; false: none. */
static bool value_of(json_t *record, enum log_filter_key key, char *ret_value, size_t size)
{
#define FIELD(id, option, field, compare, value, help) field,
	static const char *const fields[] = {LOG_FILTER_KEYS(FIELD)};
	json_t *value = log_field(record, fields[key]);

	if (json_is_integer(value))
		snprintf(ret_value, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_string(value))
		snprintf(ret_value, size, "%s", json_string_value(value));
	return value != NULL;
}

/* In every form that JSON allows on one line, a record that matches is not passed over by its bytes. */
static void bytes_never_lose_a_record(void **state)
{
	static const size_t forms[] = {JSON_COMPACT,
				       JSON_COMPACT,
				       JSON_COMPACT,
				       0,
				       JSON_COMPACT | JSON_ENSURE_ASCII,
				       JSON_COMPACT | JSON_ESCAPE_SLASH};
	unsigned int matched = 0, decided = 0;
	struct random_event one, other;

	(void)state;
	srandom(7);
	for (int round = 0; round < ROUNDS; round++) {
		enum log_filter_key key = random() % LOG_FILTER_COUNT;
		struct log_filter filter = {.denied = random() % 4 == 0};
		json_t *record, *sample;
		char value[4096] = "";
		char *line;

		make_random_event(&one);
		make_random_event(&other);
		record = random_record(&one);
		sample = random() % 2 ? json_incref(record) : random_record(&other);
		if (value_of(sample, key, value, sizeof(value)) && log_filter_add(&filter, key, value) == 0) {
			line = json_dumps(record, forms[random() % COUNT(forms)]);
			if (log_filter_matches(&filter, record)) {
				matched++;
				if (!log_filter_may_match(&filter, line, strlen(line)))
					fail_msg("round %d: %s in %s", round, value, line);
			}
			decided += !log_filter_may_match(&filter, line, strlen(line));
			free(line);
		}
		log_filter_release(&filter);
		json_decref(record);
		json_decref(sample);
	}
	assert_true(matched > ROUNDS / 10);
	assert_true(decided > ROUNDS / 10);
}

/* By the start of its ID, or by its name, in the record as in the bytes of its line. */
static void a_container_is_found_by_id_or_name(void **state)
{
	static const char line[] = "{\"@timestamp\":\"2026-11-28T07:00:00.000000000Z\",\"event\":{\"kind\":\"event\"},"
				   "\"container\":{\"id\":\"0123abcd\",\"name\":\"web\",\"image\":{\"name\":"
				   "\"example.org/web:1\"}}}";
	static const struct {
		enum log_filter_key key;
		const char *value;
		bool found;
	} rows[] = {
		{LOG_FILTER_CONTAINER, "0123", true},        {LOG_FILTER_CONTAINER, "web", true},
		{LOG_FILTER_CONTAINER, "we", false},         {LOG_FILTER_CONTAINER, "123", false},
		{LOG_FILTER_CONTAINER, "!web", false},       {LOG_FILTER_IMAGE, "example.org/web", true},
		{LOG_FILTER_IMAGE, "example.org/db", false},
	};
	json_t *record = json_loads(line, 0, NULL);

	(void)state;
	assert_non_null(record);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct log_filter filter = {0};

		assert_int_equal(log_filter_add(&filter, rows[i].key, rows[i].value), 0);
		if (log_filter_matches(&filter, record) != rows[i].found)
			fail_msg("%s", rows[i].value);
		assert_true(!rows[i].found || log_filter_may_match(&filter, line, strlen(line)));
		log_filter_release(&filter);
	}
	json_decref(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_never_lose_a_record),
		cmocka_unit_test(a_container_is_found_by_id_or_name),
	};

	return cmocka_run_group_tests_name("log-filter", tests, NULL, NULL);
}
