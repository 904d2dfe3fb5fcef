// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/print.h"

#include "policy/image/decision.h"
#include "policy/language/words.h"

#define OPERATIONS_SHOWN 4

struct printer {
	const struct difference *difference;
	const struct findings *findings;
	FILE *stream;
};

/* Who and what some requests of a change are of. */
struct extent {
	uint64_t operations;
	bool from[GK_FROM_COUNT];
};

static bool is_same_pair(const struct diff_change *one, const struct diff_change *other)
{
	return one->rule[0] == other->rule[0] && one->rule[1] == other->rule[1];
}

static enum gk_from from_of(const struct difference *difference, uint64_t caller)
{
	static const struct diff_frame any_frame;
	struct gk_request request = {0};

	diff_set_value(&difference->input, &any_frame, DIFF_CALLER, caller, &request);
	return gk_decide(difference->input.image[1], &request).from;
}

static void add_change(const struct difference *difference, const struct diff_change *change, struct extent *extent)
{
	const struct diff_classes *what = diff_level_classes(difference, change->frame, DIFF_WHAT);
	const struct diff_classes *caller = diff_level_classes(difference, change->frame, DIFF_CALLER);

	for (size_t i = 0; i < what->value_count; i++) {
		if (diff_bit(change->classes[DIFF_WHAT], what->class_of[i]))
			extent->operations |= 1ULL << (what->value[i] >> 8);
	}
	for (size_t i = 0; i < caller->value_count; i++) {
		if (diff_bit(change->classes[DIFF_CALLER], caller->class_of[i]))
			extent->from[from_of(difference, caller->value[i])] = true;
	}
}

static void print_operations(uint64_t operations, FILE *stream)
{
	const char *separator = "";
	unsigned int shown = 0;

	for (; operations && shown < OPERATIONS_SHOWN; operations &= operations - 1, shown++) {
		fprintf(stream, "%s%s", separator, word_text(&operation_words, __builtin_ctzll(operations)));
		separator = ", ";
	}
	if (operations)
		fprintf(stream, " and %d more operations", __builtin_popcountll(operations));
}

static void print_decision(const struct printer *printer, const struct diff_change *change, size_t side)
{
	const struct gk_image *image = printer->difference->input.image[side];
	struct gk_decision decision = diff_decision(printer->difference, change, side);
	const struct gk_rule *rule = &image->rule[change->rule[side] % GK_MAX_RULES];
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

	fprintf(printer->stream, "%s%s by ", decision.verdict == GK_DENY ? "denied" : "allowed",
		decision.logged ? " and logged" : "");
	if (change->rule[side] == GK_NO_RULE) {
		fputs("the default", printer->stream);
		return;
	}
	findings_path(&printer->findings[side], (struct place){.line = rule->line, .file = rule->file}, path,
		      sizeof(path));
	fprintf(printer->stream, "rule %s (%s:%u)", rule->name, path, rule->line);
}

static void print_pair(const struct printer *printer, size_t first)
{
	const struct difference *difference = printer->difference;
	const struct diff_change *change = &difference->change[first];
	struct extent extent = {0};

	for (size_t i = first; i < difference->change_count; i++) {
		if (is_same_pair(change, &difference->change[i]))
			add_change(difference, &difference->change[i], &extent);
	}
	if (!extent.from[GK_FROM_HOST] || !extent.from[GK_FROM_CONTAINER])
		fprintf(printer->stream, "from a %s, ", extent.from[GK_FROM_HOST] ? "host process" : "container");
	print_operations(extent.operations, printer->stream);
	fputs(": ", printer->stream);
	print_decision(printer, change, 0);
	fputs(" before, now ", printer->stream);
	print_decision(printer, change, 1);
	fputc('\n', printer->stream);
}

static bool is_first(const struct difference *difference, size_t number)
{
	for (size_t i = 0; i < number; i++) {
		if (is_same_pair(&difference->change[i], &difference->change[number]))
			return false;
	}
	return true;
}

static size_t print_words(const struct printer *printer, const char *what, const struct word_set *words,
			  unsigned int before, unsigned int after)
{
	if (before == after)
		return 0;
	fprintf(printer->stream, "%s: %s before, now %s\n", what, word_text(words, before), word_text(words, after));
	return 1;
}

static size_t print_settings(const struct printer *printer)
{
	const struct gk_image *before = printer->difference->input.image[0],
			      *after = printer->difference->input.image[1];
	size_t lines = print_words(printer, "mode", &mode_words, before->mode, after->mode);

	lines += print_words(printer, "protect", &protection_words, before->protect, after->protect);
	lines += print_words(printer, "default", &verdict_words, before->default_verdict, after->default_verdict);
	if (before->flags != after->flags) {
		fputs("on-loss or repeats: another setting\n", printer->stream);
		lines++;
	}
	if (before->host_namespaces != after->host_namespaces) {
		fputs("host: other namespaces\n", printer->stream);
		lines++;
	}
	return lines;
}

size_t difference_print(const struct difference *difference, const struct findings findings[DIFF_SIDES], FILE *stream)
{
	const struct printer printer = {difference, findings, stream};
	size_t lines = print_settings(&printer);

	for (size_t i = 0; i < difference->change_count; i++) {
		if (!is_first(difference, i))
			continue;
		print_pair(&printer, i);
		lines++;
	}
	return lines;
}
