// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/extent.h"

#include <errno.h>
#include <stdlib.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/diff/part-text.h"

void diff_extents_init(const struct difference *difference, struct diff_extents *extents)
{
	*extents = (struct diff_extents){.difference = difference};
	for (size_t part = 0; part < DIFF_PART_COUNT; part++)
		extents->words[part] = (diff_part_size(&difference->input, part) + 63) / 64;
}

void diff_extents_release(struct diff_extents *extents)
{
	for (size_t frame = 0; frame < DIFF_FRAMES; frame++) {
		for (size_t part = 0; part < DIFF_PART_COUNT; part++)
			free(extents->of_class[frame][part]);
	}
	*extents = (struct diff_extents){0};
}

void diff_extent_release(struct diff_extent *extent)
{
	for (size_t part = 0; part < DIFF_PART_COUNT; part++) {
		free(extent->values[part]);
		free(extent->possible[part]);
	}
	*extent = (struct diff_extent){0};
}

/* The values of each class. Returns NULL without memory. */
static const uint64_t *find_class_values(struct diff_extents *extents, size_t frame, enum diff_part part)
{
	const struct difference *difference = extents->difference;
	const enum diff_level level = diff_part_info[part].level;
	const struct diff_classes *classes = diff_level_classes(difference, frame, level);
	const size_t words = extents->words[part];
	uint64_t **known = &extents->of_class[diff_level_is_of_frame(level) ? frame : 0][part], *values = *known;

	if (values)
		return values;
	values = calloc(classes->count * words + 1, sizeof(*values));
	for (size_t i = 0; values && i < classes->value_count; i++)
		diff_part_add(&difference->input, &difference->frame[frame].frame, part, classes->value[i],
			      values + classes->class_of[i] * words);
	*known = values;
	return values;
}

static void add_set(uint64_t *set, const uint64_t *added, size_t words)
{
	for (size_t i = 0; i < words; i++)
		set[i] |= added[i];
}

/* Adds what the chosen classes have to the values, and what any class has to what is possible. */
static int add_classes(struct diff_extents *extents, size_t frame, enum diff_part part, const uint64_t *chosen,
		       struct diff_extent *extent)
{
	const struct diff_classes *classes = diff_level_classes(extents->difference, frame, diff_part_info[part].level);
	const uint64_t *values = find_class_values(extents, frame, part);
	const size_t words = extents->words[part];

	if (!values)
		return -ENOMEM;
	for (size_t class = 0; class < classes->count; class ++) {
		add_set(extent->possible[part], values + class * words, words);
		if (diff_bit(chosen, class))
			add_set(extent->values[part], values + class * words, words);
	}
	return 0;
}

/* What changes of one frame have of one part; of a part that no frame changes, what changes of all frames have. */
static int add_changes(struct diff_extents *extents, const struct diff_change *const *change, size_t count,
		       size_t frame, enum diff_part part, struct diff_extent *extent)
{
	const enum diff_level level = diff_part_info[part].level;
	const struct diff_classes *classes = diff_level_classes(extents->difference, frame, level);
	_cleanup_free_ uint64_t *chosen = calloc(classes->words + 1, sizeof(*chosen));

	if (!chosen)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		add_set(chosen, change[i]->classes[level], classes->words);
	return add_classes(extents, frame, part, chosen, extent);
}

/* The changes are of one frame, and so of those that are like it. */
static int add_alike(struct diff_extents *extents, const struct diff_change *const *change, size_t count,
		     enum diff_part part, struct diff_extent *extent)
{
	const struct difference *difference = extents->difference;
	int error = 0;

	for (size_t frame = change[0]->frame; frame < difference->frame_count && !error; frame++) {
		if (difference->frame[frame].like == change[0]->frame &&
		    difference->frame[frame].level[DIFF_WHAT].count)
			error = add_changes(extents, change, count, frame, part, extent);
	}
	return error;
}

static int add_part(struct diff_extents *extents, const struct diff_change *const *change, size_t count,
		    enum diff_part part, struct diff_extent *extent)
{
	int error = 0;

	if (!diff_level_is_of_frame(diff_part_info[part].level))
		return add_changes(extents, change, count, change[0]->frame, part, extent);
	for (size_t first = 0, end; first < count && !error; first = end) {
		for (end = first + 1; end < count && change[end]->frame == change[first]->frame; end++)
			;
		error = add_alike(extents, change + first, end - first, part, extent);
	}
	return error;
}

static void add_attach_types(const struct difference *difference, size_t frame, uint64_t operations, uint64_t *set)
{
	const struct diff_classes *what = &difference->frame[frame].level[DIFF_WHAT];

	for (size_t value = 0; value < what->value_count; value++) {
		if (operations >> (what->value[value] >> 8) & 1)
			diff_part_add(&difference->input, &difference->frame[frame].frame, DIFF_PART_ATTACH_TYPE,
				      what->value[value], set);
	}
}

/* Attach types of other operations are not possible. */
static void limit_attach_types(const struct difference *difference, struct diff_extent *extent)
{
	const uint64_t operations = extent->values[DIFF_PART_OPERATION][0];
	uint64_t possible = 0;

	for (size_t frame = 0; frame < difference->frame_count; frame++)
		add_attach_types(difference, frame, operations, &possible);
	extent->possible[DIFF_PART_ATTACH_TYPE][0] = possible;
}

/* Of any operation, and not only of those that have the same parts. */
static void add_operations(uint64_t *set)
{
	for (size_t i = 0; i < operation_words.count; i++)
		*set |= 1ULL << operation_words.words[i].number;
}

int diff_extent_find(struct diff_extents *extents, const struct diff_change *const *change, size_t count,
		     struct diff_extent *extent)
{
	int error = 0;

	*extent = (struct diff_extent){0};
	for (size_t part = 0; part < DIFF_PART_COUNT && !error; part++) {
		extent->values[part] = calloc(extents->words[part] + 1, sizeof(uint64_t));
		extent->possible[part] = calloc(extents->words[part] + 1, sizeof(uint64_t));
		if (!extent->values[part] || !extent->possible[part])
			return -ENOMEM;
		error = add_part(extents, change, count, part, extent);
	}
	if (error)
		return error;
	add_operations(extent->possible[DIFF_PART_OPERATION]);
	limit_attach_types(extents->difference, extent);
	return 0;
}

static size_t count_values(const uint64_t *set, size_t words)
{
	size_t count = 0;

	for (size_t i = 0; i < words; i++)
		count += __builtin_popcountll(set[i]);
	return count;
}

/* A namespace that follows from where the caller is says nothing. */
static uint64_t implied_namespaces(const struct diff_extents *extents, const struct diff_extent *extent)
{
	const unsigned int host = extents->difference->input.image[DIFF_SIDES - 1]->host_namespaces;
	const uint64_t from = extent->values[DIFF_PART_FROM][0];
	uint64_t implied = 0;

	for (size_t i = 0; i < GK_NAMESPACE_COUNT; i++) {
		if (host >> i & 1 && (from == 1ULL << GK_FROM_HOST || (host & (host - 1)) == 0))
			implied |= 3ULL << (2 * i);
	}
	return implied;
}

/* Keeps the pairs of which the requests have one only. Returns their number. */
static size_t keep_decided(const struct diff_extents *extents, const struct diff_extent *extent, enum diff_part part,
			   uint64_t *ret_set)
{
	const uint64_t implied = part == DIFF_PART_NAMESPACES ? implied_namespaces(extents, extent) : 0;
	const uint64_t values = extent->values[part][0] & ~implied;

	*ret_set = 0;
	for (size_t i = 0; i < 32; i++) {
		uint64_t pair = values >> (2 * i) & 3;

		if (pair == 1 || pair == 2)
			*ret_set |= pair << (2 * i);
	}
	return __builtin_popcountll(*ret_set);
}

static int make_condition(const struct diff_extents *extents, const uint64_t *set, enum diff_part part, bool is_not,
			  struct diff_condition *ret_condition)
{
	ret_condition->is_not = is_not;
	ret_condition->values = diff_part_texts(&extents->difference->input, part, set);
	return ret_condition->values ? 1 : -ENOMEM;
}

int diff_extent_condition(const struct diff_extents *extents, const struct diff_extent *extent, enum diff_part part,
			  struct diff_condition *ret_condition)
{
	const uint64_t *values = extent->values[part], *possible = extent->possible[part];
	const size_t words = extents->words[part], count = count_values(values, words),
		     missing = count_values(possible, words) - count;
	_cleanup_free_ uint64_t *others = calloc(words + 1, sizeof(*others));

	if (!others)
		return -ENOMEM;
	if (diff_part_info[part].kind == DIFF_PART_PAIRS)
		return keep_decided(extents, extent, part, others)
			       ? make_condition(extents, others, part, false, ret_condition)
			       : 0;
	if (missing == 0 || count == 0)
		return 0;
	if (diff_part_info[part].kind == DIFF_PART_NAMES ? !diff_bit(values, 0) : count <= missing)
		return make_condition(extents, values, part, false, ret_condition);
	for (size_t i = 0; i < words; i++)
		others[i] = possible[i] & ~values[i];
	return make_condition(extents, others, part, true, ret_condition);
}
