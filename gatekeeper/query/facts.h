/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a record adds to a sum. */
#ifndef GATEKEEPER_QUERY_FACTS_H
#define GATEKEEPER_QUERY_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/log/print.h"

struct log_facts {
	struct log_span time;
	bool has_seconds; /* the time is of our form */
	int64_t seconds;  /* since 1970 */
	bool is_decision;
	bool denied;
	uint64_t count; /* decisions that the record stands for: a record of repeats is not of the first denial */
	uint64_t lost;  /* events */
};

void log_facts_read(const struct log_view *view, struct log_facts *ret_facts);

/* The text at a path; its text is NULL if the record does not have it. `row` is log_scan_field() of the path. */
struct log_span log_view_text(const struct log_view *view, size_t row, const char *path);

#endif
