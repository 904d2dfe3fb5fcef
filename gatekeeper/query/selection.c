// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Options to filter: see selection.h. */
#include "gatekeeper/query/selection.h"

static bool read_time(const char *option, const char *text, char ret_time[LOG_TIME_LENGTH + 1])
{
	int64_t time;

	if (!text)
		return true;
	if (log_time_read(text, &time) == 0) {
		log_time_print(time, ret_time);
		return true;
	}
	print_misuse("--%s: '%s' is not a time: give 2026-11-28, 2026-11-28T06:30, -5min, -2h, yesterday or boot",
		     option, text);
	return false;
}

bool selection_read(const struct selection *selection, const char *verb, struct log_filter *filter)
{
#define OPTION_NAME(id, option, field, compare, value, help) option,
	static const char *const names[] = {LOG_FILTER_KEYS(OPTION_NAME)};

	filter->denied = selection->denied;
	for (enum log_filter_key key = 0; key < LOG_FILTER_COUNT; key++) {
		for (size_t i = 0; i < selection->conditions[key].count; i++) {
			if (log_filter_add(filter, key, selection->conditions[key].value[i]) == 0)
				continue;
			print_misuse("--%s: '%s' is not a valid value; see gatekeeper help %s", names[key],
				     selection->conditions[key].value[i], verb);
			return false;
		}
	}
	return read_time("since", selection->since, filter->since) &&
	       read_time("until", selection->until, filter->until);
}
