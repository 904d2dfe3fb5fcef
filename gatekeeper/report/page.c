// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The page of a report, from top to bottom. */
#include "gatekeeper/report/page.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gatekeeper/report/html.h"
#include "gatekeeper/report/now.h"
#include "gatekeeper/report/top-rows.h"

static void print_fact(FILE *out, const char *name, const char *text)
{
	fprintf(out, "<dt>%s</dt><dd>", name);
	html_text(out, text);
	fputs("</dd>\n", out);
}

static void print_seconds(FILE *out, const char *name, int64_t seconds)
{
	time_t time = seconds;
	char text[64];
	struct tm utc;

	gmtime_r(&time, &utc);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &utc);
	print_fact(out, name, text);
}

static void print_head(const struct figures *figures, const struct page_source *source, const char *host, FILE *out)
{
	const struct log_filter *filter = source->filter;

	fputs("<header>\n<h1>BPF Gatekeeper: report of ", out);
	html_text(out, host);
	fputs("</h1>\n<dl class=\"facts\">\n", out);
	print_seconds(out, "Made", time(NULL));
	print_fact(out, "Log", source->path);
	if (filter->since[0])
		print_fact(out, "Since", filter->since);
	if (filter->until[0])
		print_fact(out, "Until", filter->until);
	if (filter->count > 0 || filter->denied)
		print_fact(out, "Records", "only those that the options of the command select");
	if (figures->timeline.axis.width) {
		print_seconds(out, "First record", figures->timeline.first);
		print_seconds(out, "Last record", figures->timeline.last);
	}
	fputs("</dl>\n</header>\n", out);
}

static void print_tile(FILE *out, const char *class, const char *name, uint64_t number)
{
	fprintf(out, "<div class=\"tile %s\"><dt>%s</dt><dd>%" PRIu64 "</dd></div>\n", class, name, number);
}

static void print_tiles(const struct figures *figures, const struct page_source *source, FILE *out)
{
	const struct log_totals *totals = log_summary_totals(figures->summary[LOG_SUMMARY_RULE]);

	html_begin_section(out, "The log in figures");
	fputs("<dl class=\"tiles\">\n", out);
	print_tile(out, "deny", "Denied", totals->denied);
	print_tile(out, "allow", "Allowed", totals->allowed);
	print_tile(out, totals->lost ? "lost" : "", "Lost events", totals->lost);
	print_tile(out, "", "Records", figures->records);
	print_tile(out, figures->bad ? "lost" : "", "Lines that are not records", figures->bad);
	fputs("</dl>\n", out);
	if (source->failed)
		fputs("<p class=\"state bad\">A file of the log could not be read whole: figures are missing.</p>\n",
		      out);
	html_end_section(out);
}

void page_print(struct figures *figures, const struct page_source *source, FILE *out)
{
	char host[HOST_NAME_MAX + 1] = "this host", title[HOST_NAME_MAX + 64];

	gethostname(host, sizeof(host) - 1);
	snprintf(title, sizeof(title), "BPF Gatekeeper: report of %s", host);
	html_begin(out, title);
	print_head(figures, source, host, out);
	now_print_state(out);
	print_tiles(figures, source, out);
	timeline_print(&figures->timeline, out);
	top_rows_print(figures, out);
	changes_print(&figures->changes, out);
	now_print_attached(source->path, out);
	fputs("<footer class=\"note\"><p>gatekeeper " GATEKEEPER_VERSION
	      ". Texts of the log are shown as callers wrote them, escaped.</p></footer>\n",
	      out);
	html_end(out);
}
