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

/* Where the verdict changes, more lines tell more: sorts by the rules of that side that gives most, if one can read
 * them.
 */
static bool sort_into_more(struct sorted_change *sorted, size_t count)
{
	size_t lines[DIFF_SIDES];

	if (!has_other_verdict(sorted))
		return false;
	for (unsigned int side = 0; side < DIFF_SIDES; side++) {
		sort_by_side(sorted, count, side);
		lines[side] = count_lines(sorted, count);
	}
	if (lines[0] <= LINES_READABLE && (lines[0] > lines[1] || lines[1] > LINES_READABLE))
		sort_by_side(sorted, count, 0);
	return lines[0] <= LINES_READABLE || lines[1] <= LINES_READABLE;
}

static unsigned int number_of(const struct sorted_change *sorted, size_t side)
{
	return sorted->change->rule[side] == GK_NO_RULE ? GK_MAX_RULES : sorted->change->rule[side];
}

/* The side and the rule that most changes have. */
static void find_most(const struct sorted_change *sorted, size_t count, size_t *ret_side, unsigned int *ret_rule)
{
	size_t changes[DIFF_SIDES][DIFF_SIDE_RULES] = {0}, most = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t side = 0; side < DIFF_SIDES; side++)
			changes[side][number_of(&sorted[i], side)]++;
	}
	for (size_t side = DIFF_SIDES; side-- > 0;) {
		for (unsigned int rule = 0; rule < DIFF_SIDE_RULES; rule++) {
			if (changes[side][rule] <= most)
				continue;
			most = changes[side][rule];
			*ret_side = side;
			*ret_rule = rule;
		}
	}
}

/* Puts the changes in front that are the next line: few lines have all. Returns their number. */
static size_t take_largest(struct sorted_change *sorted, size_t count)
{
	size_t side = 0, taken = 0;
	unsigned int rule = 0;

	find_most(sorted, count, &side, &rule);
	for (size_t i = 0; i < count; i++) {
		struct sorted_change change = sorted[i];

		if (number_of(&change, side) != rule)
			continue;
		sorted[i] = sorted[taken];
		sorted[taken++] = change;
	}
	return taken;
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

static int by_first_rule(const void *one, const void *other)
{
	const struct diff_line *a = one, *b = other;

	if (a->rule[1][0] != b->rule[1][0])
		return compare_numbers(a->rule[1][0], b->rule[1][0]);
	return compare_numbers(a->rule[0][0], b->rule[0][0]);
}

static int add_kind(struct diff_lines *lines, struct sorted_change *sorted, size_t count)
{
	const bool more = sort_into_more(sorted, count);
	const size_t before = lines->count;

	for (size_t first = 0, size; first < count; first += size) {
		size = more ? find_end_of_rule(sorted + first, count - first)
			    : take_largest(sorted + first, count - first);
		if (add_line(lines, sorted + first, size))
			return -ENOMEM;
	}
	qsort(lines->line + before, lines->count - before, sizeof(*lines->line), by_first_rule);
	return 0;
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
