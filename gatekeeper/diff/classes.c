// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/classes.h"

#include <errno.h>
#include <stdlib.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/diff/values.h"

#define FIRST_ROOM 64

static uint64_t hash_of(const struct diff_class *class)
{
	const uint64_t *words = (const uint64_t *)class;
	uint64_t hash = 0;

	for (size_t i = 0; i < sizeof(*class) / sizeof(*words); i++) {
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 32;
	}
	return hash;
}

/* The place of a class in the hash table: where it is, or where it has to go. */
static unsigned int *find_place(const struct diff_classes *classes, const struct diff_class *class)
{
	size_t at = hash_of(class) & (classes->hash_size - 1);

	while (classes->hashed[at] && memcmp(&classes->item[classes->hashed[at] - 1], class, sizeof(*class)) != 0)
		at = (at + 1) & (classes->hash_size - 1);
	return &classes->hashed[at];
}

static int grow_classes(struct diff_classes *classes)
{
	size_t room = classes->room ? 2 * classes->room : FIRST_ROOM;
	struct diff_class *item = reallocarray(classes->item, room, sizeof(*item));
	unsigned int *first = reallocarray(classes->first, room, sizeof(*first));
	unsigned int *hashed = calloc(2 * room, sizeof(*hashed));

	if (item)
		classes->item = item;
	if (first)
		classes->first = first;
	if (!item || !first || !hashed) {
		free(hashed);
		return -ENOMEM;
	}
	free(classes->hashed);
	classes->hashed = hashed;
	classes->hash_size = 2 * room;
	classes->room = room;
	for (size_t i = 0; i < classes->count; i++)
		*find_place(classes, &item[i]) = i + 1;
	return 0;
}

static int grow_values(struct diff_classes *classes)
{
	size_t room = classes->value_room ? 2 * classes->value_room : FIRST_ROOM;
	uint64_t *value = reallocarray(classes->value, room, sizeof(*value));
	unsigned int *class_of;

	if (!value)
		return -ENOMEM;
	classes->value = value;
	class_of = reallocarray(classes->class_of, room, sizeof(*class_of));
	if (!class_of)
		return -ENOMEM;
	classes->class_of = class_of;
	classes->value_room = room;
	return 0;
}

static int add_class(struct diff_classes *classes, const struct diff_class *class, unsigned int *ret_number)
{
	unsigned int *place;
	int error = classes->count == classes->room ? grow_classes(classes) : 0;

	if (error)
		return error;
	place = find_place(classes, class);
	if (!*place) {
		classes->item[classes->count] = *class;
		classes->first[classes->count] = classes->value_count;
		*place = ++classes->count;
	}
	*ret_number = *place - 1;
	return 0;
}

/* What a request satisfies at one level: the cells are found as gk_decide() finds them. */
static struct gk_vector rules_of(const struct gk_image *image, enum diff_level level, const struct gk_request *request)
{
	struct gk_places places;
	struct gk_cells cells;
	struct gk_vector rules;
	__u32 never_host;
	const struct gk_vector *vector = image->vector;

	gk_find_places(image, image->uses, request, &places);
	gk_find_cells(image, image->uses, request, &places, &cells, &never_host);
	switch (level) {
	case DIFF_WHAT:
		return vector[GK_CELL_VECTOR(cells.what)];
	case DIFF_TARGET:
		rules = vector[GK_CELL_VECTOR(cells.relation)];
		vector_or(&rules, &vector[GK_CELL_VECTOR(cells.target)]);
		return rules;
	case DIFF_KIND:
		return vector[GK_CELL_VECTOR(cells.kind)];
	case DIFF_NAME:
		return vector[GK_CELL_VECTOR(cells.name)];
	case DIFF_TAG:
		return vector[GK_CELL_VECTOR(cells.tag)];
	case DIFF_CALLER:
		return vector_and(&vector[GK_CELL_VECTOR(cells.who)], &vector[GK_CELL_VECTOR(cells.caller)]);
	case DIFF_UID:
		return vector[GK_CELL_VECTOR(cells.uid)];
	case DIFF_EXECUTABLE:
		return vector[GK_CELL_VECTOR(cells.executable)];
	case DIFF_CAPABILITIES:
	case DIFF_LEVELS:
		break;
	}
	return vector[GK_CELL_VECTOR(cells.capabilities)];
}

/* A summary has no bits of words without rules, and GK_VECTOR_ALL has all: only rules that there are count. */
static void keep_rules(const struct gk_image *image, struct gk_vector *rules)
{
	for (size_t word = 0; word < GK_RULE_WORDS; word++) {
		if (image->rule_count <= word * 64)
			rules->word[word] = 0;
		else if (image->rule_count < (word + 1) * 64)
			rules->word[word] &= (1ULL << (image->rule_count % 64)) - 1;
	}
}

struct search {
	const struct diff_input *input;
	const struct diff_frame *frame;
	enum diff_level level;
	struct diff_classes *classes;
};

static int add_value(void *context, uint64_t value)
{
	const struct search *search = context;
	struct diff_classes *classes = search->classes;
	struct gk_request request = {.program_state = search->frame->state};
	struct diff_class class;
	unsigned int number;
	int error;

	request.caller.where = request.target.where = (uintptr_t)search->input->names->cgroup[0].ids;
	diff_set_value(search->input, search->frame, search->level, value, &request);
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		class.rules[side] = rules_of(search->input->image[side], search->level, &request);
		keep_rules(search->input->image[side], &class.rules[side]);
	}
	error = add_class(classes, &class, &number);
	if (!error && classes->value_count == classes->value_room)
		error = grow_values(classes);
	if (error)
		return error;
	classes->value[classes->value_count] = value;
	classes->class_of[classes->value_count++] = number;
	return 0;
}

static void add_members(struct diff_classes *classes, size_t class, size_t side)
{
	for (size_t word = 0; word < GK_RULE_WORDS; word++) {
		for (uint64_t bits = classes->item[class].rules[side].word[word]; bits; bits &= bits - 1) {
			size_t rule = side * DIFF_SIDE_RULES + word * 64 + __builtin_ctzll(bits);

			classes->member[rule * classes->words + class / 64] |= 1ULL << (class % 64);
		}
	}
	classes->member[DIFF_DEFAULT(side) * classes->words + class / 64] |= 1ULL << (class % 64);
}

int diff_classes_find(const struct diff_input *input, const struct diff_frame *frame, enum diff_level level,
		      struct diff_classes *classes)
{
	struct search search = {input, frame, level, classes};
	int error;

	*classes = (struct diff_classes){0};
	error = diff_each_value(input, frame, level, add_value, &search);
	if (error)
		return error;
	classes->words = (classes->count + 63) / 64;
	classes->member = calloc(DIFF_RULES * classes->words + 1, sizeof(*classes->member));
	if (!classes->member)
		return -ENOMEM;
	for (size_t class = 0; class < classes->count; class ++) {
		for (size_t side = 0; side < DIFF_SIDES; side++)
			add_members(classes, class, side);
	}
	return 0;
}

void diff_classes_release(struct diff_classes *classes)
{
	free(classes->item);
	free(classes->first);
	free(classes->value);
	free(classes->class_of);
	free(classes->hashed);
	free(classes->member);
	*classes = (struct diff_classes){0};
}
