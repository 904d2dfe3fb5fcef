/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Decisions and losses over the time of a report. */
#ifndef GATEKEEPER_REPORT_TIMELINE_H
#define GATEKEEPER_REPORT_TIMELINE_H

#include <stdio.h>

#include "gatekeeper/query/facts.h"
#include "gatekeeper/query/time-axis.h"

#define TIMELINE_BUCKETS 128

struct timeline {
	struct time_axis axis;
	int64_t first; /* in seconds since 1970, of all records; both 0: no record with a valid time */
	int64_t last;
	uint64_t denied[TIMELINE_BUCKETS];
	uint64_t allowed[TIMELINE_BUCKETS];
	uint64_t lost[TIMELINE_BUCKETS];
};

void timeline_add(struct timeline *timeline, const struct log_facts *facts);

/* The section of the page. */
void timeline_print(const struct timeline *timeline, FILE *out);

#endif
