// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"

#define MEMORY_MAX (24U << 20)

int change_set_init(struct change_set *set, struct difference *difference)
{
	*set = (struct change_set){.difference = difference};
	for (size_t level = 0; level < DIFF_LEVELS; level++)
		set->classes[level] = diff_level_classes(difference, difference->frame_count - 1, level);
	set->number =
		calloc((difference->input.image[0]->rule_count + 1) * (difference->input.image[1]->rule_count + 1),
		       sizeof(*set->number));
	if (!set->number)
		return -ENOMEM;
	for (size_t level = 0; level < DIFF_LEVELS; level++) {
		set->path[level] = calloc(set->classes[level]->words, sizeof(*set->path[level]));
		if (!set->path[level])
			return -ENOMEM;
	}
	return possible_find(set->classes[DIFF_TARGET], set->classes[DIFF_CALLER],
			     difference->input.names->cgroup_count, &set->possible);
}

void change_set_release(struct change_set *set)
{
	possible_release(&set->possible);
	for (size_t level = 0; level < DIFF_LEVELS; level++)
		free(set->path[level]);
	free(set->number);
	*set = (struct change_set){0};
}

/* Levels behind those that were chosen may have all classes. */
static void open_path(const struct change_set *set, size_t level)
{
	for (; level < DIFF_LEVELS; level++) {
		memset(set->path[level], 0, set->classes[level]->words * sizeof(*set->path[level]));
		for (size_t class = 0; class < set->classes[level]->count; class ++)
			set->path[level][class / 64] |= 1ULL << (class % 64);
	}
}

static uint64_t first_value(const struct change_set *set, size_t level)
{
	const struct diff_classes *classes = set->classes[level];
	size_t class = 0;

	while (!diff_bit(set->path[level], class))
		class ++;
	return classes->value[classes->first[class]];
}

static bool is_chosen(const struct change_set *set, size_t level, size_t value)
{
	return diff_bit(set->path[level], set->classes[level]->class_of[value]);
}

static bool find_caller(const struct change_set *set, uint64_t target, uint64_t *ret_caller)
{
	const struct diff_classes *callers = set->classes[DIFF_CALLER];
	bool is_own = (target & 7) == GK_TARGET_OWN;

	for (size_t i = 0; i < callers->value_count; i++) {
		if ((is_own && callers->value[i] >> 8 != target >> 4) || !is_chosen(set, DIFF_CALLER, i))
			continue;
		*ret_caller = callers->value[i];
		return true;
	}
	return false;
}

/* A target and a caller that go together. */
static bool find_possible(const struct change_set *set, uint64_t *ret_target, uint64_t *ret_caller)
{
	const struct diff_classes *targets = set->classes[DIFF_TARGET];

	*ret_target = first_value(set, DIFF_TARGET);
	*ret_caller = first_value(set, DIFF_CALLER);
	if ((*ret_target & 7) != GK_TARGET_OWN)
		return true;
	for (size_t i = 0; i < targets->value_count; i++) {
		if (!is_chosen(set, DIFF_TARGET, i) || !find_caller(set, targets->value[i], ret_caller))
			continue;
		*ret_target = targets->value[i];
		return true;
	}
	return false;
}

bool change_set_is_possible(const struct change_set *set)
{
	return possible_is(&set->possible, set->path[DIFF_TARGET], set->path[DIFF_CALLER]);
}

static bool find_example(const struct change_set *set, struct gk_request *ret_request)
{
	const struct difference *difference = set->difference;
	const struct diff_frame *frame = &difference->frame[difference->frame_count - 1].frame;
	uint64_t value[DIFF_LEVELS];

	if (!find_possible(set, &value[DIFF_TARGET], &value[DIFF_CALLER]))
		return false;
	memset(ret_request, 0, sizeof(*ret_request));
	ret_request->program_state = frame->state;
	for (size_t level = 0; level < DIFF_LEVELS; level++) {
		if (level != DIFF_TARGET && level != DIFF_CALLER)
			value[level] = first_value(set, level);
		diff_set_value(&difference->input, frame, level, value[level], ret_request);
	}
	return true;
}

static unsigned int rule_of_side(unsigned int rule)
{
	return rule % DIFF_SIDE_RULES == GK_MAX_RULES ? GK_NO_RULE : rule % DIFF_SIDE_RULES;
}

static int make_change(struct change_set *set, unsigned int before, unsigned int after,
		       const struct gk_request *example)
{
	struct difference *difference = set->difference;
	struct diff_change *change =
		reallocarray(difference->change, difference->change_count + 1, sizeof(*difference->change));

	if (!change)
		return -ENOMEM;
	difference->change = change;
	change += difference->change_count++;
	*change = (struct diff_change){
		.rule = {rule_of_side(before), rule_of_side(after)},
		.frame = difference->frame_count - 1,
		.example = *example,
	};
	for (size_t level = 0; level < DIFF_LEVELS; level++) {
		change->classes[level] = calloc(set->classes[level]->words, sizeof(uint64_t));
		if (!change->classes[level])
			return -ENOMEM;
		difference->memory += set->classes[level]->words * sizeof(uint64_t) + 32;
	}
	difference->memory += sizeof(*change);
	return difference->memory > MEMORY_MAX ? -E2BIG : 0;
}

/* The default is behind the rules of its side. */
static unsigned int *find_number(const struct change_set *set, unsigned int before, unsigned int after)
{
	const struct diff_input *input = &set->difference->input;
	const size_t befores = input->image[0]->rule_count, afters = input->image[1]->rule_count;
	const size_t row = before == DIFF_DEFAULT(0) ? befores : before,
		     column = after == DIFF_DEFAULT(1) ? afters : after - DIFF_SIDE_RULES;

	return &set->number[row * (afters + 1) + column];
}

int change_set_add(struct change_set *set, size_t level, unsigned int before, unsigned int after,
		   unsigned int *ret_number)
{
	unsigned int *number = find_number(set, before, after);
	struct gk_request example;
	int error = 0;

	open_path(set, level);
	if (level <= DIFF_CALLER && !change_set_is_possible(set))
		return -ENOENT;
	if (!*number) {
		if (!find_example(set, &example))
			return -ENOENT;
		error = make_change(set, before, after, &example);
		*number = set->difference->change_count;
	}
	if (error)
		return error;
	*ret_number = *number - 1;
	change_set_widen(set, DIFF_LEVELS, *ret_number);
	return 0;
}

void change_set_widen(struct change_set *set, size_t level, unsigned int number)
{
	struct diff_change *change = &set->difference->change[number];

	for (size_t i = 0; i < level; i++) {
		for (size_t word = 0; word < set->classes[i]->words; word++)
			change->classes[i][word] |= set->path[i][word];
	}
}
