// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/print.h"

#include <errno.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/diff/lines.h"
#include "gatekeeper/diff/policies.h"
#include "gatekeeper/diff/settings.h"

#define VALUES_SHOWN 4
#define OPERATIONS_SHOWN 6
#define RULES_SHOWN 3

struct printer {
	const struct diff_lines *lines;
	const struct findings *findings;
	FILE *stream;
};

static void print_words(const char *const *word, size_t count, size_t shown, FILE *stream)
{
	for (size_t i = 0; i < count && i < shown; i++)
		fprintf(stream, "%s%s", i ? ", " : "", word[i]);
	if (count > shown)
		fprintf(stream, " and %zu more", count - shown);
}

static uint64_t operations_of_verb(unsigned int verb)
{
	uint64_t operations = 0;

	for (size_t i = 0; i < operation_words.count; i++) {
		if (gk_verb(operation_words.words[i].number) == verb)
			operations |= 1ULL << operation_words.words[i].number;
	}
	return operations;
}

/* All operations of a verb are one word. Returns the number of words. */
static size_t list_operations(uint64_t operations, const char *ret_word[64])
{
	static const char *const all[] = {
		[GK_VERB_ATTACH] = "attach:*", [GK_VERB_REPLACE] = "replace:*", [GK_VERB_DETACH] = "detach:*"};
	size_t count = 0;

	for (size_t i = 0; i < operation_words.count; i++) {
		const struct word *word = &operation_words.words[i];
		const unsigned int verb = gk_verb(word->number);
		const uint64_t of_verb = operations_of_verb(verb);

		if (!(operations >> word->number & 1))
			continue;
		if (verb && (operations & of_verb) == of_verb) {
			ret_word[count++] = all[verb];
			operations &= ~of_verb;
		} else {
			ret_word[count++] = word->text;
		}
	}
	return count;
}

static void print_operations(const struct diff_extent *extent, FILE *stream)
{
	const uint64_t operations = extent->values[DIFF_PART_OPERATION][0],
		       all = extent->possible[DIFF_PART_OPERATION][0];
	const char *word[64], *other[64];
	const size_t count = list_operations(operations, word), others = list_operations(all & ~operations, other);

	if (others >= count) {
		print_words(word, count, OPERATIONS_SHOWN, stream);
		return;
	}
	fputs("all operations", stream);
	if (others) {
		fputs(" but ", stream);
		print_words(other, others, OPERATIONS_SHOWN, stream);
	}
}

static void print_condition(const struct diff_condition *condition, enum diff_part part, FILE *stream)
{
	const size_t count = json_array_size(condition->values);
	const char *word[VALUES_SHOWN];

	for (size_t i = 0; i < count && i < VALUES_SHOWN; i++)
		word[i] = json_string_value(json_array_get(condition->values, i));
	fprintf(stream, "; %s %s", diff_part_info[part].key, condition->is_not ? "not " : "");
	print_words(word, count, VALUES_SHOWN, stream);
}

static int print_extent(const struct printer *printer, const struct diff_extent *extent)
{
	print_operations(extent, printer->stream);
	for (size_t part = DIFF_PART_OPERATION + 1; part < DIFF_PART_COUNT; part++) {
		struct diff_condition condition;
		int r = diff_extent_condition(&printer->lines->extents, extent, part, &condition);

		if (r < 0)
			return r;
		if (r == 0)
			continue;
		print_condition(&condition, part, printer->stream);
		json_decref(condition.values);
	}
	return 0;
}

static void print_rules(const struct printer *printer, const struct diff_line *line, size_t side)
{
	const struct gk_image *image = printer->lines->extents.difference->input.image[side];
	char text[RULES_SHOWN][DIFF_RULE_TEXT_SIZE];
	const char *word[RULES_SHOWN];

	for (size_t i = 0; i < line->rule_count[side] && i < RULES_SHOWN; i++) {
		diff_rule_text(image, &printer->findings[side], line->rule[side][i], text[i]);
		word[i] = text[i];
	}
	print_words(word, line->rule_count[side], RULES_SHOWN, printer->stream);
}

/* What is usual is not told: a denial is logged, and what is allowed is not. */
static const char *decision_text(const struct gk_decision *decision)
{
	if (decision->verdict == GK_DENY)
		return decision->logged ? "denied" : "denied and not logged";
	return decision->logged ? "allowed and logged" : "allowed";
}

static void print_head(const struct diff_line *line, FILE *stream)
{
	const struct gk_decision *before = &line->decision[0], *after = &line->decision[1];

	if (before->verdict != after->verdict)
		fprintf(stream, "%s before, now %s:\n", decision_text(before), decision_text(after));
	else if (before->logged != after->logged)
		fprintf(stream, "%s as before, %s:\n", after->verdict == GK_DENY ? "denied" : "allowed",
			after->logged ? "now logged" : "no longer logged");
	else
		fprintf(stream, "%s as before, by another rule:\n", decision_text(after));
}

static int print_line(const struct printer *printer, const struct diff_line *line)
{
	int error;

	fputs("  ", printer->stream);
	error = print_extent(printer, &line->extent);
	fputs(": by ", printer->stream);
	print_rules(printer, line, 1);
	fputs(", before by ", printer->stream);
	print_rules(printer, line, 0);
	fputc('\n', printer->stream);
	return error;
}

/* What the headings mean in audit mode. */
static const char *note_of(const struct difference *difference, const struct diff_setting *setting)
{
	if (strcmp(setting->key, "mode") != 0)
		return "";
	return difference->input.image[1]->mode == GK_AUDIT ? ": what is denied is only logged"
							    : ": what was denied was only logged";
}

static size_t print_settings(const struct difference *difference, FILE *stream)
{
	struct diff_setting setting[DIFF_SETTINGS];
	const size_t count = diff_settings_find(difference->input.image[0], difference->input.image[1], setting);

	for (size_t i = 0; i < count; i++)
		fprintf(stream, "%s: %s before, now %s%s\n", setting[i].key, setting[i].text[0], setting[i].text[1],
			note_of(difference, &setting[i]));
	return count;
}

int difference_print(const struct difference *difference, const struct findings findings[DIFF_SIDES], FILE *stream,
		     size_t *ret_count)
{
	_cleanup_(diff_lines_release) struct diff_lines lines = {0};
	const struct printer printer = {&lines, findings, stream};
	const size_t settings = print_settings(difference, stream);
	int error = diff_lines_find(difference, &lines);

	for (size_t i = 0; i < lines.count && !error; i++) {
		if (i == 0 || !diff_lines_are_alike(&lines.line[i - 1], &lines.line[i]))
			print_head(&lines.line[i], stream);
		error = print_line(&printer, &lines.line[i]);
	}
	if (!error)
		*ret_count = settings + lines.count;
	return error;
}
