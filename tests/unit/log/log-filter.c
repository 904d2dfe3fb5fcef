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

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_never_lose_a_record)};

	return cmocka_run_group_tests_name("log-filter", tests, NULL, NULL);
}
