// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Times as a person writes them: see time.h. */
#include "gatekeeper/log/time.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"

#define NANOSECONDS 1000000000LL
#define RELATIVE_MAX 1000000000LL /* of any unit: far from an overflow, and longer than any log */
#define DAY 86400

/* Local midnight, `days` before today. */
static int64_t midnight(int days)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	local.tm_hour = local.tm_min = local.tm_sec = 0;
	local.tm_mday -= days;
	local.tm_isdst = -1;
	return mktime(&local) * NANOSECONDS;
}

/* "5min" to seconds; -EINVAL. */
static int read_duration(const char *text, int64_t *ret_seconds)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = {{"s", 1}, {"sec", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", DAY}, {"w", 7 * DAY}};
	char *end;
	int64_t number;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (end == text || errno || number < 0 || number > RELATIVE_MAX)
		return -EINVAL;
	for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
		if (strcmp(end, units[i].unit) == 0) {
			*ret_seconds = number * units[i].seconds;
			return 0;
		}
	}
	return -EINVAL;
}

static int read_relative(const char *text, int64_t *ret_time)
{
	int64_t seconds, now = (int64_t)clock_nanoseconds(CLOCK_REALTIME);

	if (read_duration(text, &seconds) < 0)
		return -EINVAL;
	*ret_time = seconds > now / NANOSECONDS ? 0 : now - seconds * NANOSECONDS;
	return 0;
}

/* ISO 8601: a date, or a date and a time. */
static int read_absolute(const char *text, int64_t *ret_time)
{
	static const char *const forms[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M",
					    "%Y-%m-%d %H:%M", "%Y-%m-%d"};

	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		struct tm parts = {.tm_isdst = -1};
		const char *end = strptime(text, forms[i], &parts);
		bool is_utc = end && strcmp(end, "Z") == 0;

		if (!end || (*end && !is_utc))
			continue;
		*ret_time = (is_utc ? timegm(&parts) : mktime(&parts)) * NANOSECONDS;
		return 0;
	}
	return -EINVAL;
}

int log_time_read(const char *text, int64_t *ret_time)
{
	if (text[0] == '-')
		return read_relative(text + 1, ret_time);
	if (strcmp(text, "now") == 0)
		*ret_time = (int64_t)clock_nanoseconds(CLOCK_REALTIME);
	else if (strcmp(text, "boot") == 0)
		*ret_time = (int64_t)clock_nanoseconds(CLOCK_REALTIME) - (int64_t)clock_nanoseconds(CLOCK_BOOTTIME);
	else if (strcmp(text, "today") == 0)
		*ret_time = midnight(0);
	else if (strcmp(text, "yesterday") == 0)
		*ret_time = midnight(1);
	else
		return read_absolute(text, ret_time);
	return 0;
}

void log_time_print(int64_t time, char ret_text[LOG_TIME_LENGTH + 1])
{
	bool before_zero = time % NANOSECONDS < 0;
	time_t seconds = time / NANOSECONDS - before_zero;
	int64_t rest = time % NANOSECONDS + before_zero * NANOSECONDS;
	struct tm utc;
	char date[LOG_TIME_LENGTH + 1];

	gmtime_r(&seconds, &utc);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(ret_text, LOG_TIME_LENGTH + 1, "%.19s.%09uZ", date, (unsigned int)rest);
}
