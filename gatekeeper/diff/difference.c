// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/difference.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/diff/values.h"
#include "gatekeeper/diff/walk.h"

/* What is only needed for the walk. */
static void release_members(struct diff_classes *classes)
{
	free(classes->hashed);
	free(classes->member);
	classes->hashed = NULL;
	classes->member = NULL;
}

static bool has_equal_classes(const struct diff_classes *one, const struct diff_classes *other)
{
	return one->count == other->count &&
	       (one->count == 0 || memcmp(one->item, other->item, one->count * sizeof(*one->item)) == 0);
}

/* The own cgroup ties a target to a caller: then all values have to be equal. */
static bool has_equal_targets(const struct diff_classes *one, const struct diff_classes *other)
{
	return one->count == 1 || (one->value_count == other->value_count &&
				   memcmp(one->value, other->value, one->value_count * sizeof(*one->value)) == 0);
}

static bool is_alike(const struct diff_frame_classes *one, const struct diff_frame_classes *other)
{
	for (size_t level = 0; level <= DIFF_TAG; level++) {
		if (!has_equal_classes(&one->level[level], &other->level[level]))
			return false;
	}
	return has_equal_targets(&one->level[DIFF_TARGET], &other->level[DIFF_TARGET]);
}

static size_t find_alike(const struct difference *difference, size_t frame)
{
	size_t i = 0;

	while (i < frame && !is_alike(&difference->frame[i], &difference->frame[frame]))
		i++;
	return i;
}

static int compare_frame(struct difference *difference, const struct diff_frame *frame)
{
	struct diff_frame_classes *classes = &difference->frame[difference->frame_count++];
	int error = 0;

	classes->frame = *frame;
	for (size_t level = 0; level <= DIFF_TAG && !error; level++)
		error = diff_classes_find(&difference->input, frame, level, &classes->level[level]);
	if (error)
		return error;
	classes->like = find_alike(difference, difference->frame_count - 1);
	/* No operation has just these parts, or what changes is known. */
	if (classes->level[DIFF_WHAT].count > 0 && classes->like == difference->frame_count - 1)
		error = diff_walk(difference);
	for (size_t level = 0; level <= DIFF_TAG; level++)
		release_members(&classes->level[level]);
	return error;
}

/* Parts by bit: attach type, cgroup, network namespace, program. */
static int compare_parts(struct difference *difference, unsigned int parts)
{
	struct diff_frame frame = {parts & 1, parts & 2, parts & 4, parts & 8, GK_PROGRAM_NONE};
	int error = 0;

	if (!frame.has_program)
		return compare_frame(difference, &frame);
	for (unsigned int state = 0; state < GK_PROGRAM_STATE_COUNT && !error; state++) {
		frame.state = state;
		error = compare_frame(difference, &frame);
	}
	return error;
}

static int compare(struct difference *difference)
{
	int error = 0;

	for (size_t level = DIFF_CALLER; level < DIFF_LEVELS && !error; level++) {
		const struct diff_frame none = {.state = GK_PROGRAM_NONE};

		error = diff_classes_find(&difference->input, &none, level, &difference->shared[level]);
	}
	for (unsigned int parts = 0; parts < 16 && !error; parts++)
		error = compare_parts(difference, parts);
	for (size_t level = DIFF_CALLER; level < DIFF_LEVELS; level++)
		release_members(&difference->shared[level]);
	return error;
}

int difference_find(const struct gk_image *before, const struct gk_image *after, struct diff_names *names,
		    struct difference *difference)
{
	int error;

	*difference = (struct difference){0};
	error = diff_names_add_units(names, before);
	if (error)
		return error;
	error = diff_names_add_units(names, after);
	if (error)
		return error;
	error = diff_input_init(&difference->input, before, after, names);
	if (error)
		return error;
	difference->frame = calloc(DIFF_FRAMES, sizeof(*difference->frame));
	if (!difference->frame)
		return -ENOMEM;
	return compare(difference);
}

void difference_release(struct difference *difference)
{
	for (size_t i = 0; i < difference->change_count; i++) {
		for (size_t level = 0; level < DIFF_LEVELS; level++)
			free(difference->change[i].classes[level]);
	}
	for (size_t i = 0; i < difference->frame_count; i++) {
		for (size_t level = 0; level <= DIFF_TAG; level++)
			diff_classes_release(&difference->frame[i].level[level]);
	}
	for (size_t level = 0; level < DIFF_LEVELS; level++)
		diff_classes_release(&difference->shared[level]);
	free(difference->change);
	free(difference->frame);
	diff_input_release(&difference->input);
	*difference = (struct difference){0};
}

struct gk_decision diff_decision(const struct difference *difference, const struct diff_change *change, size_t side)
{
	const struct gk_match match = {.rule = change->rule[side]};

	return gk_decision_of(difference->input.image[side], &match);
}
