// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/summary.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/diff/lines.h"
#include "gatekeeper/diff/settings.h"

#define CUT "..."

enum change_kind { NOW_ALLOWED, NOW_DENIED, LOGGED_OTHERWISE, BY_ANOTHER_RULE };

static enum change_kind kind_of(const struct diff_line *line)
{
	const struct gk_decision *before = &line->decision[0], *after = &line->decision[1];

	if (before->verdict != after->verdict)
		return after->verdict == GK_ALLOW ? NOW_ALLOWED : NOW_DENIED;
	return before->logged != after->logged ? LOGGED_OTHERWISE : BY_ANOTHER_RULE;
}

static void print_settings(const struct difference *difference, FILE *stream)
{
	struct diff_setting setting[DIFF_SETTINGS];
	const size_t count = diff_settings_find(difference->input.image[0], difference->input.image[1], setting);

	for (size_t i = 0; i < count; i++)
		fprintf(stream, "%s: %s before, now %s; ", setting[i].key, setting[i].text[0], setting[i].text[1]);
}

/* The rules that were printed; the last one is the default. */
struct printed {
	bool rule[GK_MAX_RULES + 1];
	bool any;
};

static void print_rules(const struct gk_image *image, const struct diff_line *line, struct printed *printed,
			FILE *stream)
{
	for (size_t i = 0; i < line->rule_count[1]; i++) {
		const bool is_default = line->rule[1][i] == GK_NO_RULE;
		const unsigned int rule = is_default ? GK_MAX_RULES : line->rule[1][i];

		if (printed->rule[rule])
			continue;
		fprintf(stream, "%s%s", printed->any ? ", " : " by ",
			is_default ? "the default" : image->rule[rule].name);
		printed->rule[rule] = printed->any = true;
	}
}

/* Lines of one kind that one rule makes now are one kind of requests. */
static void print_kind(const struct diff_lines *lines, enum change_kind kind, FILE *stream)
{
	static const char *const what[] = {
		[NOW_ALLOWED] = "now allowed", [NOW_DENIED] = "now denied", [LOGGED_OTHERWISE] = "logged otherwise"};
	struct printed printed = {0};
	size_t count = 0;

	for (size_t i = 0; i < lines->count; i++)
		count += kind_of(&lines->line[i]) == kind;
	if (count == 0)
		return;
	fprintf(stream, "%zu kind%s of requests %s", count, count == 1 ? "" : "s", what[kind]);
	for (size_t i = 0; i < lines->count; i++) {
		if (kind_of(&lines->line[i]) != kind)
			continue;
		print_rules(lines->extents.difference->input.image[1], &lines->line[i], &printed, stream);
	}
	fputs("; ", stream);
}

/* What is printed ends with "; ", which goes. */
static void end_text(const char *text, char ret_text[DIFF_SUMMARY_SIZE])
{
	const size_t length = strlen(text);

	if (length < 2)
		snprintf(ret_text, DIFF_SUMMARY_SIZE, "decides alike");
	else if (length - 2 < DIFF_SUMMARY_SIZE)
		snprintf(ret_text, DIFF_SUMMARY_SIZE, "%.*s", (int)length - 2, text);
	else
		snprintf(ret_text, DIFF_SUMMARY_SIZE, "%.*s" CUT, (int)(DIFF_SUMMARY_SIZE - sizeof(CUT)), text);
}

int difference_summarise(const struct difference *difference, bool is_complete, char ret_text[DIFF_SUMMARY_SIZE])
{
	_cleanup_(diff_lines_release) struct diff_lines lines = {0};
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream;

	if (diff_lines_find(difference, &lines))
		return -ENOMEM;
	stream = open_memstream(&text, &size);
	if (!stream)
		return -ENOMEM;
	if (!is_complete)
		fputs("has little in common with the one before; ", stream);
	print_settings(difference, stream);
	for (enum change_kind kind = NOW_ALLOWED; kind <= LOGGED_OTHERWISE; kind++)
		print_kind(&lines, kind, stream);
	if (fclose(stream))
		return -ENOMEM;
	end_text(text, ret_text);
	return 0;
}
