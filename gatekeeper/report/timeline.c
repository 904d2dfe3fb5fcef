// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/report/timeline.h"

#include <inttypes.h>
#include <time.h>

#include "gatekeeper/report/html.h"

#define TIME_SIZE 32 /* "2026-11-28 06:49:00 UTC" */

static void fit(struct timeline *timeline, int64_t seconds)
{
	for (unsigned int n = time_axis_fit(&timeline->axis, seconds, TIMELINE_BUCKETS); n > 0; n--) {
		time_axis_merge(timeline->denied, TIMELINE_BUCKETS);
		time_axis_merge(timeline->allowed, TIMELINE_BUCKETS);
		time_axis_merge(timeline->lost, TIMELINE_BUCKETS);
	}
}

void timeline_add(struct timeline *timeline, const struct log_facts *facts)
{
	int64_t seconds = facts->seconds;
	size_t bucket;

	if (!facts->has_seconds)
		return;
	if (!timeline->axis.width)
		timeline->first = timeline->last = seconds;
	timeline->first = seconds < timeline->first ? seconds : timeline->first;
	timeline->last = seconds > timeline->last ? seconds : timeline->last;
	fit(timeline, seconds);
	bucket = time_axis_bucket(&timeline->axis, seconds);
	timeline->lost[bucket] += facts->lost;
	if (facts->is_decision && facts->denied)
		timeline->denied[bucket] += facts->count;
	else if (facts->is_decision)
		timeline->allowed[bucket] += facts->count;
}

static void print_duration(int64_t seconds, FILE *out)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	const char *before = "";

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (seconds < units[i].seconds)
			continue;
		fprintf(out, "%s%" PRId64 " %s", before, seconds / units[i].seconds, units[i].name);
		seconds %= units[i].seconds;
		before = " ";
	}
}

static void print_time(int64_t seconds, FILE *out)
{
	time_t time = seconds;
	char text[TIME_SIZE];
	struct tm utc;

	gmtime_r(&time, &utc);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &utc);
	fprintf(out, "<span>%s UTC</span>", text);
}

static void print_lane(FILE *out, const char *name, const char *class, const uint64_t *numbers, size_t count)
{
	uint64_t sum = 0, most = 0;

	for (size_t i = 0; i < count; i++) {
		sum += numbers[i];
		most = numbers[i] > most ? numbers[i] : most;
	}
	fprintf(out,
		"<div class=\"lane\"><span>%s: %" PRIu64 "</span><span class=\"muted\">highest bar: %" PRIu64
		"</span></div>\n",
		name, sum, most);
	html_bars(out, class, numbers, count);
	fputc('\n', out);
}

/* The same numbers for a reader who can't see bars. */
static void print_numbers(const struct timeline *timeline, size_t count, FILE *out)
{
	static const char *const heads[] = {"from", "#denied", "#allowed", "#lost", NULL};

	fputs("<details><summary>The numbers of the bars</summary>\n", out);
	html_begin_table(out, "timeline", heads);
	for (size_t i = 0; i < count; i++) {
		if (timeline->denied[i] + timeline->allowed[i] + timeline->lost[i] == 0)
			continue;
		fputs("<tr><td class=\"time\">", out);
		print_time(timeline->axis.start + (int64_t)i * timeline->axis.width, out);
		fputs("</td>", out);
		html_number_cell(out, timeline->denied[i]);
		html_number_cell(out, timeline->allowed[i]);
		html_number_cell(out, timeline->lost[i]);
		fputs("</tr>\n", out);
	}
	html_end_table(out);
	fputs("</details>\n", out);
}

void timeline_print(const struct timeline *timeline, FILE *out)
{
	const struct time_axis *axis = &timeline->axis;
	size_t count;

	html_begin_section(out, "Timeline");
	if (!axis->width) {
		fputs("<p class=\"muted\">No record.</p>\n", out);
		html_end_section(out);
		return;
	}
	count = time_axis_bucket(axis, timeline->last) + 1;
	fputs("<p class=\"note\">Each bar is ", out);
	print_duration(axis->width, out);
	fputs(". Each row has a scale of its own.</p>\n", out);
	print_lane(out, "Denied", "deny", timeline->denied, count);
	print_lane(out, "Allowed", "allow", timeline->allowed, count);
	print_lane(out, "Lost events", "lost", timeline->lost, count);
	fputs("<div class=\"axis\">", out);
	print_time(axis->start, out);
	print_time(axis->start + (int64_t)count * axis->width / 2, out);
	print_time(axis->start + (int64_t)count * axis->width, out);
	fputs("</div>\n", out);
	print_numbers(timeline, count, out);
	html_end_section(out);
}
