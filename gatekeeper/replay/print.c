// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/replay/print.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/diff/policies.h"

#define GROUPS_SHOWN 20

/* A text of a log, which may have been tampered with. */
static void print_text(const char *text, FILE *stream)
{
	_cleanup_free_ char *shown = malloc(ESCAPED_SIZE(strlen(text)));

	if (!shown)
		return;
	escape_again(text, strlen(text), shown);
	fputs(shown, stream);
}

static void print_rules(const struct replay *replay, const struct findings findings[DIFF_SIDES],
			const struct replay_group *group, FILE *stream)
{
	char text[DIFF_RULE_TEXT_SIZE];

	diff_rule_text(replay->image[1], &findings[1], group->rule[1], text);
	fprintf(stream, ": by %s", text);
	diff_rule_text(replay->image[0], &findings[0], group->rule[0], text);
	fprintf(stream, ", before by %s", text);
}

static void print_group(const struct replay *replay, const struct findings findings[DIFF_SIDES],
			const struct replay_group *group, FILE *stream)
{
	fprintf(stream, "  now %s, %llu time%s: ", group->verdict == GK_ALLOW ? "allowed" : "denied", group->count,
		group->count == 1 ? "" : "s");
	print_text(group->operation, stream);
	fputs(" by ", stream);
	print_text(group->executable, stream);
	if (group->container) {
		fputs(" of container ", stream);
		print_text(group->container, stream);
	} else {
		fprintf(stream, " of user %lld", group->user);
	}
	print_rules(replay, findings, group, stream);
	fputs("; last: event ", stream);
	print_text(group->last_id, stream);
	fputc('\n', stream);
}

void replay_print(const struct replay *replay, const struct findings findings[DIFF_SIDES], const char *name,
		  FILE *stream)
{
	unsigned long long others = replay->changed[GK_ALLOW] + replay->changed[GK_DENY];

	for (size_t i = 0; i < replay->count && i < GROUPS_SHOWN; i++) {
		print_group(replay, findings, &replay->group[i], stream);
		others -= replay->group[i].count;
	}
	if (others)
		fprintf(stream, "  and %llu more\n", others);
	fprintf(stream, "%llu %s: %llu would now be allowed, %llu would now be denied\n", replay->decided, name,
		replay->changed[GK_ALLOW], replay->changed[GK_DENY]);
	if (replay->unlogged)
		fprintf(stream, "%llu would be decided as before, and no longer be logged\n", replay->unlogged);
	if (replay->undecidable)
		fprintf(stream, "%llu could not be decided: they lack what the policies ask for\n",
			replay->undecidable);
}

static json_t *rule_to_json(const struct gk_image *image, const struct findings *findings, unsigned int number)
{
	const struct gk_rule *rule = &image->rule[number % GK_MAX_RULES];
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

	if (number == GK_NO_RULE)
		return json_null();
	findings_path(findings, (struct place){.line = rule->line, .file = rule->file}, path, sizeof(path));
	return json_pack("{s:s, s:s, s:I}", "name", rule->name, "file", path, "line", (json_int_t)rule->line);
}

static json_t *group_to_json(const struct replay *replay, const struct findings findings[DIFF_SIDES],
			     const struct replay_group *group)
{
	json_t *before = rule_to_json(replay->image[0], &findings[0], group->rule[0]),
	       *after = rule_to_json(replay->image[1], &findings[1], group->rule[1]);

	return json_pack("{s:s, s:I, s:s, s:s, s:s?, s:I, s:o, s:o, s:{s:s, s:s}}", "verdict",
			 word_text(&verdict_words, group->verdict), "count", (json_int_t)group->count, "operation",
			 group->operation, "executable", group->executable, "container", group->container, "user",
			 (json_int_t)group->user, "rule_before", before, "rule_after", after, "last", "id",
			 group->last_id, "@timestamp", group->last_time);
}

json_t *replay_to_json(const struct replay *replay, const struct findings findings[DIFF_SIDES])
{
	json_t *groups = json_array();

	for (size_t i = 0; i < replay->count; i++)
		json_array_append_new(groups, group_to_json(replay, findings, &replay->group[i]));
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o}", "decided", (json_int_t)replay->decided, "undecidable",
			 (json_int_t)replay->undecidable, "now_allowed", (json_int_t)replay->changed[GK_ALLOW],
			 "now_denied", (json_int_t)replay->changed[GK_DENY], "no_longer_logged",
			 (json_int_t)replay->unlogged, "events", groups);
}
