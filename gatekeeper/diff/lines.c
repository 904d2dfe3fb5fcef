// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/lines.h"

#include <errno.h>
#include <stdlib.h>

#include "policy/base/cleanup.h"

#define LINES_READABLE 8

enum gravity { NOW_ALLOWED, NOW_DENIED, LOGGED_OTHERWISE, ANOTHER_RULE };

struct sorted_change {
	const struct diff_change *change;
	unsigned int kind;  /* verdicts and logging before and after, the gravest first */
	unsigned int first; /* the side by whose rules they are sorted */
};

static unsigned int kind_of(const struct gk_decision *before, const struct gk_decision *after)
{
	unsigned int gravity = ANOTHER_RULE;

	if (before->verdict != after->verdict)
		gravity = after->verdict == GK_ALLOW ? NOW_ALLOWED : NOW_DENIED;
	else if (before->logged != after->logged)
		gravity = LOGGED_OTHERWISE;
	return gravity << 4 | before->verdict << 3 | before->logged << 2 | after->verdict << 1 | after->logged;
}

static int compare_numbers(unsigned int one, unsigned int other)
{
	return (one > other) - (one < other);
}

static int by_rules(const void *one, const void *other)
{
	const struct sorted_change *a = one, *b = other;
	const size_t first = a->first;

	if (a->kind != b->kind)
		return compare_numbers(a->kind, b->kind);
	if (a->change->rule[first] != b->change->rule[first])
		return compare_numbers(a->change->rule[first], b->change->rule[first]);
	return compare_numbers(a->change->rule[!first], b->change->rule[!first]);
}

static int by_frame(const void *one, const void *other)
{
	const struct sorted_change *a = one, *b = other;

	return compare_numbers(a->change->frame, b->change->frame);
}

static struct sorted_change *sort_changes(const struct difference *difference)
{
	struct sorted_change *sorted = calloc(difference->change_count + 1, sizeof(*sorted));

	for (size_t i = 0; sorted && i < difference->change_count; i++) {
		const struct diff_change *change = &difference->change[i];
		const struct gk_decision before = diff_decision(difference, change, 0),
					 after = diff_decision(difference, change, 1);

		sorted[i] = (struct sorted_change){change, kind_of(&before, &after), 1};
	}
	if (sorted)
		qsort(sorted, difference->change_count, sizeof(*sorted), by_rules);
	return sorted;
}

static size_t find_end_of_kind(const struct sorted_change *sorted, size_t first, size_t count)
{
	size_t end = first;

	while (end < count && sorted[end].kind == sorted[first].kind)
		end++;
	return end;
}

static size_t find_end_of_rule(const struct sorted_change *sorted, size_t count)
{
	const size_t first = sorted->first;
	size_t end = 0;

	while (end < count && sorted[end].change->rule[first] == sorted->change->rule[first])
		end++;
	return end;
}

static size_t count_lines(const struct sorted_change *sorted, size_t count)
{
	size_t lines = 0;

	for (size_t i = 0; i < count; i += find_end_of_rule(sorted + i, count - i))
		lines++;
	return lines;
}

static void sort_by_side(struct sorted_change *sorted, size_t count, unsigned int side)
{
	for (size_t i = 0; i < count; i++)
		sorted[i].first = side;
	qsort(sorted, count, sizeof(*sorted), by_rules);
}

static bool has_other_verdict(const struct sorted_change *change)
{
	return change->kind >> 4 <= NOW_DENIED;
}

/*
 * Changes of one kind are lines by the rules of that side of which there are fewer. Where the verdict changes, more
 * lines tell more, unless they are too many to read.
 */
static void choose_side(struct sorted_change *sorted, size_t count)
{
	size_t by_after = count_lines(sorted, count), by_before;

	sort_by_side(sorted, count, 0);
	by_before = count_lines(sorted, count);
	if (has_other_verdict(sorted) && by_before > by_after && by_before <= LINES_READABLE)
		return;
	if (has_other_verdict(sorted) && by_after > by_before && by_after <= LINES_READABLE)
		sort_by_side(sorted, count, 1);
	else if (by_before >= by_after)
		sort_by_side(sorted, count, 1);
}

static int by_number(const void *one, const void *other)
{
	return compare_numbers(*(const unsigned int *)one, *(const unsigned int *)other);
}

static int set_rules(const struct sorted_change *sorted, size_t count, size_t side, struct diff_line *line)
{
	unsigned int *rule = calloc(count, sizeof(*rule));
	size_t kept = 0;

	if (!rule)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		rule[i] = sorted[i].change->rule[side];
	qsort(rule, count, sizeof(*rule), by_number);
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || rule[kept - 1] != rule[i])
			rule[kept++] = rule[i];
	}
	line->rule[side] = rule;
	line->rule_count[side] = kept;
	return 0;
}

static int find_extent(struct diff_lines *lines, struct sorted_change *sorted, size_t count, struct diff_line *line)
{
	_cleanup_free_ const struct diff_change **change = calloc(count, sizeof(*change));

	if (!change)
		return -ENOMEM;
	qsort(sorted, count, sizeof(*sorted), by_frame);
	for (size_t i = 0; i < count; i++)
		change[i] = sorted[i].change;
	return diff_extent_find(&lines->extents, change, count, &line->extent);
}

static int add_line(struct diff_lines *lines, struct sorted_change *sorted, size_t count)
{
	struct diff_line *grown = reallocarray(lines->line, lines->count + 1, sizeof(*grown));
	struct diff_line *line;

	if (!grown)
		return -ENOMEM;
	lines->line = grown;
	line = &grown[lines->count++];
	*line = (struct diff_line){0};
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		line->decision[side] = diff_decision(lines->extents.difference, sorted->change, side);
		if (set_rules(sorted, count, side, line))
			return -ENOMEM;
	}
	return find_extent(lines, sorted, count, line);
}

static int add_kind(struct diff_lines *lines, struct sorted_change *sorted, size_t count)
{
	int error = 0;

	choose_side(sorted, count);
	for (size_t first = 0, size; first < count && !error; first += size) {
		size = find_end_of_rule(sorted + first, count - first);
		error = add_line(lines, sorted + first, size);
	}
	return error;
}

int diff_lines_find(const struct difference *difference, struct diff_lines *lines)
{
	_cleanup_free_ struct sorted_change *sorted = sort_changes(difference);
	const size_t count = difference->change_count;
	int error = sorted ? 0 : -ENOMEM;

	*lines = (struct diff_lines){0};
	diff_extents_init(difference, &lines->extents);
	for (size_t first = 0, end; first < count && !error; first = end) {
		end = find_end_of_kind(sorted, first, count);
		error = add_kind(lines, sorted + first, end - first);
	}
	return error;
}

void diff_lines_release(struct diff_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		for (size_t side = 0; side < DIFF_SIDES; side++)
			free(lines->line[i].rule[side]);
		diff_extent_release(&lines->line[i].extent);
	}
	free(lines->line);
	diff_extents_release(&lines->extents);
	*lines = (struct diff_lines){0};
}

static bool is_alike(const struct gk_decision *one, const struct gk_decision *other)
{
	return one->verdict == other->verdict && one->logged == other->logged;
}

bool diff_lines_are_alike(const struct diff_line *one, const struct diff_line *other)
{
	return is_alike(&one->decision[0], &other->decision[0]) && is_alike(&one->decision[1], &other->decision[1]);
}
