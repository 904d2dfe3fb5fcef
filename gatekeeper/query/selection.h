/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The options that select records, the same for each verb that reads the log. */
#ifndef GATEKEEPER_QUERY_SELECTION_H
#define GATEKEEPER_QUERY_SELECTION_H

#include <stdbool.h>

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/log/filter.h"

struct selection {
	const char *path, *since, *until;
	bool denied;
	struct option_list conditions[LOG_FILTER_COUNT];
};

/* Rows of a verb's options, for the static variable `selection` of its file. */
#define SELECTION_CONDITION(id, option, field, compare, placeholder, text) \
	{.name = option, \
	 .value = placeholder, \
	 .help = "only this " text, \
	 .list = &selection.conditions[LOG_FILTER_##id]},
#define SELECTION_OPTIONS \
	{.name = "file", \
	 .value = "PATH", \
	 .help = "read this log and its rotated files (default: " LOG_FILE_DEFAULT ")", \
	 .text = &selection.path}, \
		{.name = "since", \
		 .value = "TIME", \
		 .help = "only from this time on: 2026-11-28, 2026-11-28T06:30, -2h, yesterday, boot", \
		 .text = &selection.since}, \
		{.name = "until", .value = "TIME", .help = "only up to this time", .text = &selection.until}, \
		{.name = "denied", \
		 .help = "only what was denied, or would be, and losses", \
		 .flag = &selection.denied}, \
		LOG_FILTER_KEYS(SELECTION_CONDITION)

/*
 * Makes a filter of the options, which it keeps using. Returns true, or false after printing what is wrong; the caller
 * releases the filter in each case. `verb`: where the help of the options is.
 */
bool selection_read(const struct selection *selection, const char *verb, struct log_filter *filter);

#endif
