// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/report/changes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/query/facts.h"
#include "gatekeeper/report/html.h"

#define ACTION_PATH "event.action"
#define TEXT_MAX 600 /* bytes of a record's line that are shown */

/* What callers do is counted elsewhere in the report. Any other action is a change, known to this build or not. */
static bool is_change(const struct log_span *action)
{
	static const char *const others[] = {"decision", "attached", "detached", "replaced",
					     "raced",    "guarded",  "gap",      "unreadable"};

	if (!action->text)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		if (log_span_is(action, others[i]))
			return false;
	}
	return true;
}

int changes_open(struct changes *ret_changes)
{
	*ret_changes = (struct changes){.action_row = log_scan_field(ACTION_PATH)};
	return log_ring_open(CHANGES_MAX, &ret_changes->rows);
}

/* The line that `gatekeeper log` prints, as time and text. */
static void print_row(FILE *out, const struct log_view *view)
{
	_cleanup_free_ char *line = NULL;
	size_t size, length;
	FILE *stream = open_memstream(&line, &size);
	char *text;

	if (!stream)
		return;
	log_print_line(stream, view);
	fclose(stream);
	if (!line)
		return;
	line[strcspn(line, "\n")] = '\0';
	text = strchr(line, ' ');
	/* To the second: the time is of our form, or text of a forged record. */
	fputs("<tr><td class=\"time\">", out);
	html_bytes(out, line, strcspn(line, ". "));
	fputs("</td><td class=\"wide\">", out);
	length = text ? strlen(text + 1) : 0;
	html_bytes(out, text ? text + 1 : "", length < TEXT_MAX ? length : TEXT_MAX);
	fprintf(out, "%s</td></tr>", length > TEXT_MAX ? " ..." : "");
}

int changes_add(struct changes *changes, const struct log_view *view)
{
	struct log_span action = log_view_text(view, changes->action_row, ACTION_PATH);
	_cleanup_free_ char *row = NULL;
	size_t size;
	FILE *stream;

	if (!is_change(&action))
		return 0;
	stream = open_memstream(&row, &size);
	if (!stream)
		return -ENOMEM;
	print_row(stream, view);
	if (fclose(stream) != 0)
		return -ENOMEM;
	changes->count++;
	return log_ring_add(&changes->rows, row, size);
}

void changes_print(const struct changes *changes, FILE *out)
{
	static const char *const heads[] = {"time (UTC)", "change", NULL};
	size_t shown = changes->rows.count;

	html_begin_section(out, "Changes of the policy and the daemon");
	if (shown == 0) {
		fputs("<p class=\"muted\">None in these records.</p>\n", out);
		html_end_section(out);
		return;
	}
	if (changes->count > shown)
		fprintf(out, "<p class=\"note\">The last %zu of %" PRIu64 ".</p>\n", shown, changes->count);
	html_begin_table(out, "changes", heads);
	for (size_t i = shown; i-- > 0;)
		fprintf(out, "%s\n", log_ring_line(&changes->rows, i));
	html_end_table(out);
	html_end_section(out);
}

void changes_close(struct changes *changes)
{
	log_ring_close(&changes->rows);
}
