// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/report/figures.h"

int figures_open(struct figures *ret_figures)
{
	int r = 0;

	*ret_figures = (struct figures){0};
	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT && r == 0; key++)
		r = log_summary_open(key, FIGURES_ROWS_MEMORY, &ret_figures->summary[key]);
	return r < 0 ? r : changes_open(&ret_figures->changes);
}

int figures_take(void *figures, const struct log_view *view)
{
	struct figures *all = figures;
	struct log_facts facts;
	int r = 0;

	log_facts_read(view, &facts);
	timeline_add(&all->timeline, &facts);
	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT && r == 0; key++)
		r = log_summary_add(all->summary[key], view, &facts);
	all->records++;
	return r < 0 ? r : changes_add(&all->changes, view);
}

void figures_close(struct figures *figures)
{
	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT; key++)
		log_summary_close(figures->summary[key]);
	changes_close(&figures->changes);
}
