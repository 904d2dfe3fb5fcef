// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/query/summary.c and time-axis.c: sums stay right, whatever a caller does to the number of rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/query/summary.h"
#include "gatekeeper/query/time-axis.h"

#define MEMORY (64 * 1024)
#define CALLERS 5000

static void add(struct log_summary *summary, const char *verdict, const char *exe, int second)
{
	struct log_facts facts;
	struct log_view view;
	char time[64];
	json_t *record;

	snprintf(time, sizeof(time), "2026-11-28T00:%02d:%02d.000000000Z", second / 60 % 60, second % 60);
	record = json_pack("{s:s, s:{s:s}, s:{s:s}}", "@timestamp", time, "process", "executable", exe, "gatekeeper",
			   "verdict", verdict);
	view = (struct log_view){.record = record};
	log_facts_read(&view, &facts);
	assert_int_equal(log_summary_add(summary, &view, &facts), 0);
	json_decref(record);
}

/* A caller with many names can't use up the memory, nor hide the caller with the most denials. */
static void too_many_rows_become_one_count(void **state)
{
	uint64_t denied = 0, allowed = 0, counted = 0;
	const struct log_summary_row *rows;
	const struct log_totals *totals;
	struct log_summary *summary;
	char name[64];
	size_t count;

	(void)state;
	assert_int_equal(log_summary_open(LOG_SUMMARY_CALLER, MEMORY, &summary), 0);
	for (int i = 0; i < CALLERS; i++) {
		snprintf(name, sizeof(name), "/tmp/%d", i);
		add(summary, i % 2 ? "deny" : "allow", name, i);
		add(summary, "deny", "/usr/bin/worst", i);
	}
	count = log_summary_rows(summary, &rows);
	totals = log_summary_totals(summary);
	assert_string_equal(rows[0].key, "/usr/bin/worst");
	assert_int_equal(rows[0].denied, CALLERS);
	assert_in_range(count, 2, MEMORY / sizeof(*rows));
	for (size_t i = 0; i < count; i++) {
		denied += rows[i].denied;
		allowed += rows[i].allowed;
	}
	assert_int_equal(totals->denied, CALLERS + CALLERS / 2);
	assert_int_equal(totals->allowed, CALLERS / 2);
	assert_int_equal(denied + totals->dropped_denied, totals->denied);
	assert_int_equal(allowed + totals->dropped_allowed, totals->allowed);
	for (size_t i = 0; i < LOG_SUMMARY_BUCKETS; i++)
		counted += rows[0].bucket[i];
	assert_int_equal(counted, CALLERS);
	/* A row that is asked for stays the row that later records count for. */
	add(summary, "deny", "/usr/bin/worst", 1);
	assert_int_equal(log_summary_rows(summary, &rows), count);
	assert_int_equal(rows[0].denied, CALLERS + 1);
	log_summary_close(summary);
}

static void times_that_go_back_count_as_the_first(void **state)
{
	struct time_axis axis = {0};
	uint64_t bucket[4] = {1, 2, 3, 4};

	(void)state;
	assert_int_equal(time_axis_fit(&axis, 100, 4), 0);
	assert_int_equal(time_axis_bucket(&axis, 103), 3);
	assert_int_equal(time_axis_bucket(&axis, 7), 0);
	assert_int_equal(time_axis_fit(&axis, 104, 4), 1);
	assert_int_equal(axis.width, 2);
	assert_int_equal(time_axis_bucket(&axis, 104), 2);
	time_axis_merge(bucket, 4);
	assert_int_equal(bucket[0], 3);
	assert_int_equal(bucket[1], 7);
	assert_int_equal(bucket[2] + bucket[3], 0);
	assert_int_equal(time_axis_fit(&axis, 50, 4), 0);
	assert_int_equal(axis.start, 100);
}

static void forged_times_are_no_times(void **state)
{
	static const char *const forged[] = {"", "2026", "2026-11-28T00:00:01.000000000\x1b",
					     "-----------------------------Z"};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct log_span span = {.text = forged[i], .length = strlen(forged[i])};

		assert_false(time_axis_read(&span, &seconds));
	}
	assert_false(time_axis_read(&(struct log_span){0}, &seconds));
	assert_true(time_axis_read(&(struct log_span){"2026-11-28T00:00:01.000000000Z", 30}, &seconds));
	assert_int_equal(seconds, 1795824001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_many_rows_become_one_count),
		cmocka_unit_test(times_that_go_back_count_as_the_first),
		cmocka_unit_test(forged_times_are_no_times),
	};

	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
