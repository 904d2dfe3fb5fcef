// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/query/time-axis.h"

#include <string.h>
#include <time.h>

#include "gatekeeper/log/time.h"

unsigned int time_axis_fit(struct time_axis *axis, int64_t seconds, size_t count)
{
	unsigned int merges = 0;

	if (!axis->width)
		*axis = (struct time_axis){.start = seconds, .width = 1};
	while ((seconds - axis->start) / axis->width >= (int64_t)count) {
		axis->width *= 2;
		merges++;
	}
	return merges;
}

size_t time_axis_bucket(const struct time_axis *axis, int64_t seconds)
{
	return seconds < axis->start ? 0 : (seconds - axis->start) / axis->width;
}

void time_axis_merge(uint64_t *buckets, size_t count)
{
	for (size_t i = 0; i < count / 2; i++)
		buckets[i] = buckets[2 * i] + buckets[2 * i + 1];
	memset(buckets + count / 2, 0, count / 2 * sizeof(*buckets));
}

bool time_axis_read(const struct log_span *time, int64_t *ret_seconds)
{
	char text[LOG_TIME_LENGTH + 1];
	struct tm utc = {0};

	if (!time->text || time->length != LOG_TIME_LENGTH)
		return false;
	memcpy(text, time->text, LOG_TIME_LENGTH);
	text[LOG_TIME_LENGTH] = '\0';
	if (strspn(text, "0123456789-:.TZ") != LOG_TIME_LENGTH || !strptime(text, "%Y-%m-%dT%H:%M:%S", &utc))
		return false;
	*ret_seconds = timegm(&utc);
	return true;
}
