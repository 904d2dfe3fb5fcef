/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a report takes from the records of a log: sums of bounded size, whatever the log has. */
#ifndef GATEKEEPER_REPORT_FIGURES_H
#define GATEKEEPER_REPORT_FIGURES_H

#include "gatekeeper/query/summary.h"
#include "gatekeeper/report/changes.h"
#include "gatekeeper/report/timeline.h"

#define FIGURES_ROWS_MEMORY (4 * 1024 * 1024) /* bytes for the rows of each summary */

struct figures {
	struct log_summary *summary[LOG_SUMMARY_COUNT];
	struct timeline timeline;
	struct changes changes;
	uint64_t records;
	uint64_t bad; /* lines that are not records */
};

/* The caller closes them in each case. Returns 0 or -ENOMEM. */
int figures_open(struct figures *ret_figures);

/* As `take` of struct log_session. */
int figures_take(void *figures, const struct log_view *view);

void figures_close(struct figures *figures);

#endif
