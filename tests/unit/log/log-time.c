// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/time.c: the times that options take. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "gatekeeper/log/time.h"
#include "policy/base/cleanup.h"

static void reads_times(void **state)
{
	static const struct {
		const char *text;
		const char *time;
	} rows[] = {
		{"2026-11-28", "2026-11-28T00:00:00.000000000Z"},
		{"2026-11-28T06:30", "2026-11-28T06:30:00.000000000Z"},
		{"2026-11-28 06:30:15", "2026-11-28T06:30:15.000000000Z"},
		{"2026-11-28T06:30:15Z", "2026-11-28T06:30:15.000000000Z"},
	};
	char text[LOG_TIME_LENGTH + 1];
	int64_t time, now;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_int_equal(log_time_read(rows[i].text, &time), 0);
		log_time_print(time, text);
		assert_string_equal(text, rows[i].time);
	}
	assert_int_equal(log_time_read("now", &now), 0);
	assert_int_equal(log_time_read("-2h", &time), 0);
	assert_int_equal((now - time) / 1000000000, 2 * 3600 - 1 + (now - time) / 1000000000 / (2 * 3600));
	assert_int_equal(log_time_read("yesterday", &time), 0);
	assert_true(now - time >= 86400000000000 && now - time < 2 * 86400000000000);
	assert_int_equal(log_time_read("boot", &time), 0);
	assert_true(time < now);
	assert_int_equal(log_time_read("", &time), -EINVAL);
	assert_int_equal(log_time_read("-", &time), -EINVAL);
	assert_int_equal(log_time_read("-99999999999999999999h", &time), -EINVAL);
	assert_int_equal(log_time_read("2026-11-28T06:30x", &time), -EINVAL);
}

static int set_time_zone(void **state)
{
	(void)state;
	return setenv("TZ", "UTC", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_times),
	};

	return cmocka_run_group_tests_name("log-time", tests, set_time_zone, NULL);
}
