// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/report/top-rows.h"

#include <inttypes.h>

#include "gatekeeper/report/html.h"

#define ROWS_MAX 20

/* In the order of the page. */
static const struct {
	enum log_summary_key key;
	const char *title;
	const char *head;
} tables[] = {
	{LOG_SUMMARY_CALLER, "Callers", "executable"},
	{LOG_SUMMARY_CONTAINER, "Containers", "container"},
	{LOG_SUMMARY_RULE, "Rules", "rule"},
	{LOG_SUMMARY_OPERATION, "Operations", "operation"},
	{LOG_SUMMARY_PROGRAM, "Programs", "BPF program"},
};

static void print_time(FILE *out, const char *time)
{
	fprintf(out, "<td class=\"time\">%.10s %.8s</td>", time, time[0] ? time + 11 : "");
}

/* The buckets up to the last one that any row uses. */
static size_t used_buckets(const struct log_summary_row *rows, size_t count)
{
	size_t used = 1;

	for (size_t i = 0; i < count; i++) {
		for (size_t b = used; b < LOG_SUMMARY_BUCKETS; b++)
			used = rows[i].bucket[b] ? b + 1 : used;
	}
	return used;
}

static void print_row(const struct log_summary_row *row, size_t buckets, FILE *out)
{
	fputs("<tr>", out);
	html_cell(out, "key", row->key);
	html_number_cell(out, row->denied);
	html_number_cell(out, row->allowed);
	fputs("<td>", out);
	html_bars(out, "small", row->bucket, buckets);
	fputs("</td>", out);
	print_time(out, row->first);
	print_time(out, row->last);
	fputs("</tr>\n", out);
}

static void print_rest(const struct log_totals *totals, size_t count, FILE *out)
{
	if (count > ROWS_MAX)
		fprintf(out, "<p class=\"note\">The first %d of %zu rows.</p>\n", ROWS_MAX, count);
	if (totals->dropped_denied + totals->dropped_allowed > 0)
		fprintf(out,
			"<p class=\"note\">There were too many rows: the numbers are at least these, and %" PRIu64
			" denied and %" PRIu64 " allowed decisions are in none.</p>\n",
			totals->dropped_denied, totals->dropped_allowed);
}

static void print_table(struct log_summary *summary, const char *title, const char *head, FILE *out)
{
	const char *const heads[] = {head, "#denied", "#allowed", "when", "first (UTC)", "last (UTC)", NULL};
	const struct log_summary_row *rows;
	size_t count = log_summary_rows(summary, &rows);

	html_begin_section(out, title);
	if (count == 0) {
		fputs("<p class=\"muted\">No decision in these records.</p>\n", out);
	} else {
		html_begin_table(out, "top", heads);
		for (size_t i = 0; i < count && i < ROWS_MAX; i++)
			print_row(&rows[i], used_buckets(rows, count), out);
		html_end_table(out);
		print_rest(log_summary_totals(summary), count, out);
	}
	html_end_section(out);
}

void top_rows_print(struct figures *figures, FILE *out)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		print_table(figures->summary[tables[i].key], tables[i].title, tables[i].head, out);
}
