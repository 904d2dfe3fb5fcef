/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_REPORT_PAGE_H
#define GATEKEEPER_REPORT_PAGE_H

#include "gatekeeper/log/filter.h"
#include "gatekeeper/report/figures.h"

/* Where the figures come from, for the head of the page. */
struct page_source {
	const char *path;
	const struct log_filter *filter;
	bool failed; /* a file of the log could not be read whole */
};

/* Prints the whole page. */
void page_print(struct figures *figures, const struct page_source *source, FILE *out);

#endif
