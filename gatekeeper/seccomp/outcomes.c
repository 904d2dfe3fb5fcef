// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * gk_decide() ANDs one vector of rules for each dimension of a request. Here each dimension has all the vectors that it
 * can have, and what is ANDed are sets of vectors: equal ones are kept once, so that the product stays small.
 */
#include "gatekeeper/seccomp/outcomes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/language/words.h"

#define VECTORS_LIMIT 4096 /* of more different ones only the rules are looked at */
#define SLOTS (2 * VECTORS_LIMIT)

/* A set: `slot` is a hash table of the vectors' numbers, from 1. */
struct vectors {
	struct gk_vector *vector;
	size_t count;
	uint16_t *slot;
	int error; /* -ENOMEM; -EOVERFLOW: there are more than there is room for */
};

static void free_vectors(struct vectors *vectors)
{
	free(vectors->vector);
	free(vectors->slot);
}

/* The slot of a vector, or the free one where it belongs. */
static uint16_t *find_slot(const struct vectors *vectors, const struct gk_vector *vector)
{
	uint64_t hash = 0;
	size_t slot;

	for (size_t word = 0; word < GK_RULE_WORDS; word++)
		hash = (hash ^ vector->word[word]) * 0x9e3779b97f4a7c15ULL + (hash >> 29);
	for (slot = hash >> 32 & (SLOTS - 1); vectors->slot[slot]; slot = (slot + 1) & (SLOTS - 1))
		if (memcmp(&vectors->vector[vectors->slot[slot] - 1], vector, sizeof(*vector)) == 0)
			break;
	return &vectors->slot[slot];
}

static bool has_room(struct vectors *vectors)
{
	struct gk_vector *grown;

	if (!vectors->slot)
		vectors->slot = calloc(SLOTS, sizeof(*vectors->slot));
	if (!vectors->slot)
		vectors->error = -ENOMEM;
	if (vectors->error || (vectors->count & (vectors->count - 1)) != 0)
		return !vectors->error;
	grown = realloc(vectors->vector, (vectors->count ? 2 * vectors->count : 1) * sizeof(*grown));
	if (grown)
		vectors->vector = grown;
	else
		vectors->error = -ENOMEM;
	return grown;
}

/* What fails is in vectors->error. */
static void add_vector(struct vectors *vectors, const struct gk_vector *vector)
{
	uint16_t *slot;

	if (!has_room(vectors))
		return;
	slot = find_slot(vectors, vector);
	if (*slot)
		return;
	if (vectors->count == VECTORS_LIMIT) {
		vectors->error = -EOVERFLOW;
		return;
	}
	vectors->vector[vectors->count++] = *vector;
	*slot = vectors->count;
}

static const struct gk_vector *vector_of(const struct gk_image *image, __u32 cell)
{
	return &image->vector[GK_CELL_VECTOR(cell)];
}

static void add_cell(struct vectors *vectors, const struct gk_image *image, __u32 cell)
{
	add_vector(vectors, vector_of(image, cell));
}

/* Those of a target: the ones of its relation and of its path count as one. */
static void add_either(struct vectors *vectors, const struct gk_image *image, __u32 cell, __u32 other)
{
	struct gk_vector vector = *vector_of(image, cell);

	for (size_t i = 0; i < GK_RULE_WORDS; i++)
		vector.word[i] |= vector_of(image, other)->word[i];
	add_vector(vectors, &vector);
}

static void combine(struct vectors *vectors, const struct vectors *dimension)
{
	_cleanup_(free_vectors) struct vectors product = {.error = vectors->error ? vectors->error : dimension->error};
	struct gk_vector vector;
	struct vectors previous;

	for (size_t i = 0; i < vectors->count && !product.error; i++)
		for (size_t j = 0; j < dimension->count && !product.error; j++) {
			for (size_t word = 0; word < GK_RULE_WORDS; word++)
				vector.word[word] = vectors->vector[i].word[word] & dimension->vector[j].word[word];
			add_vector(&product, &vector);
		}
	previous = *vectors;
	*vectors = product;
	product = previous;
}

/* One question: an image, its callers and one operation. */
struct question {
	const struct gk_image *image;
	const struct plan_caller *caller;
	unsigned int operation;
};

static bool can_have_attach_type(unsigned int operation, unsigned int type)
{
	const struct word *word = word_by_number(&attach_type_words, type);
	unsigned int family = gk_family(operation);

	if (!operation_has_attach_type(operation))
		return type == GK_ATTACH_TYPE_NONE;
	if (type == GK_ATTACH_TYPE_NONE || type == GK_ATTACH_TYPE_UNKNOWN || operation == GK_OP_LOAD ||
	    family == GK_FAMILY_UNKNOWN)
		return true;
	return word && word->family == family;
}

static void find_what(const struct question *question, struct vectors *ret_vectors)
{
	const __u32 *row = &question->image->what[question->operation * GK_ATTACH_TYPE_SLOTS];

	for (unsigned int type = 0; type < GK_ATTACH_TYPE_SLOTS; type++)
		if (can_have_attach_type(question->operation, type))
			add_cell(ret_vectors, question->image, row[type]);
}

static bool is_asked_for(const struct question *question, unsigned int namespaces, unsigned int never_host)
{
	const struct plan_caller *caller = question->caller;

	if (caller->words->not_init)
		return namespaces == caller->request->namespaces;
	return gk_from(question->image, namespaces, never_host) == caller->from;
}

static bool has_sides(const struct gk_image *image)
{
	for (size_t i = 0; i < GK_ENTRIES; i++)
		if (image->entry[i].flags)
			return true;
	return false;
}

static void find_who(const struct question *question, struct vectors *ret_vectors)
{
	const unsigned int sides = has_sides(question->image) ? GK_SIDES : 1;

	for (unsigned int i = 0; i < sides * GK_NAMESPACE_SLOTS; i++)
		if (is_asked_for(question, i % GK_NAMESPACE_SLOTS, i / GK_NAMESPACE_SLOTS))
			add_cell(ret_vectors, question->image, question->image->who[i]);
}

/* The cells of one caller, where it is given. */
static struct gk_cells cells_of_caller(const struct question *question)
{
	const struct gk_image *image = question->image;
	struct gk_places places;
	struct gk_cells cells;
	__u32 never_host;

	gk_find_places(image, image->uses, question->caller->request, &places);
	gk_find_cells(image, image->uses, question->caller->request, &places, &cells, &never_host);
	return cells;
}

static void find_uid(const struct question *question, struct vectors *ret_vectors)
{
	const struct gk_image *image = question->image;

	if (question->caller->words->uid || !(image->uses & GK_USES_UID)) {
		add_cell(ret_vectors, image, cells_of_caller(question).uid);
		return;
	}
	for (size_t i = 0; i < GK_UID_INTERVALS; i++)
		add_cell(ret_vectors, image, image->uid[i].cell);
}

static bool is_kind(const struct gk_entry *entry, __u64 key)
{
	return key == GK_KEY_NAME ? entry->b >> 56 == GK_KEY_NAME >> 56 : entry->b >> 56 == key >> 56;
}

static void add_entries(const struct gk_image *image, __u64 key, struct vectors *ret_vectors)
{
	for (size_t i = 0; i < GK_ENTRIES; i++)
		if (is_kind(&image->entry[i], key))
			add_cell(ret_vectors, image, image->entry[i].cell);
}

static void find_executable(const struct question *question, struct vectors *ret_vectors)
{
	const struct gk_image *image = question->image;

	if (question->caller->words->exe || !(image->uses & GK_USES_EXECUTABLE)) {
		add_cell(ret_vectors, image, cells_of_caller(question).executable);
		return;
	}
	add_cell(ret_vectors, image, image->other_executable);
	add_entries(image, GK_KEY_EXECUTABLE, ret_vectors);
}

static void find_caller_cgroup(const struct question *question, struct vectors *ret_vectors)
{
	const struct gk_image *image = question->image;

	if (question->caller->words->caller_cgroup || !(image->uses & GK_USES_CALLER_CGROUP)) {
		add_cell(ret_vectors, image, cells_of_caller(question).caller);
		return;
	}
	add_entries(image, GK_KEY_CGROUP, ret_vectors);
	add_entries(image, GK_KEY_UNIT, ret_vectors);
}

static void find_capabilities(const struct question *question, struct vectors *ret_vectors)
{
	const struct gk_image *image = question->image;

	if (question->caller->words->capabilities || !(image->uses & GK_USES_RARE)) {
		add_cell(ret_vectors, image, cells_of_caller(question).capabilities);
		return;
	}
	for (size_t i = 0; i < 1 << GK_CAPABILITIES_MAX; i++)
		add_cell(ret_vectors, image, image->capabilities[i]);
}

static void add_targets(const struct gk_image *image, __u32 relation, unsigned int shared, struct vectors *ret_vectors)
{
	const struct gk_entry *entry = image->entry;

	for (; entry < image->entry + GK_ENTRIES; entry++)
		if (is_kind(entry, GK_KEY_CGROUP))
			add_either(ret_vectors, image, relation, shared ? entry->target_shared : entry->target);
}

static void find_target(const struct question *question, struct vectors *ret_vectors)
{
	const bool has = operation_has_cgroup(question->operation);
	const struct gk_image *image = question->image;

	for (unsigned int i = 0; i < 2 * GK_RELATION_SLOTS; i++) {
		unsigned int relation = i % GK_RELATION_SLOTS, shared = i / GK_RELATION_SLOTS;

		if (relation > GK_TARGET_UNKNOWN || (!has && relation != GK_TARGET_NONE))
			continue;
		add_cell(ret_vectors, image, image->relation[i]);
		if (relation != GK_TARGET_NONE && relation != GK_TARGET_UNKNOWN && image->uses & GK_USES_TARGET_CGROUP)
			add_targets(image, image->relation[i], shared, ret_vectors);
	}
}

static bool can_be_kind(const struct question *question, unsigned int netns, unsigned int type)
{
	if (netns >= GK_NETNS_COUNT || (!operation_has_netns(question->operation) && netns != GK_NETNS_NONE))
		return false;
	return operation_has_program(question->operation) || type == GK_PROGRAM_TYPE_NONE;
}

static void find_kind(const struct question *question, struct vectors *ret_vectors)
{
	const struct gk_image *image = question->image;

	for (unsigned int i = 0; i < ARRAY_LENGTH(image->kind); i++) {
		unsigned int type = i / GK_SIGNATURE_SLOTS % GK_PROGRAM_TYPE_SLOTS;

		if (can_be_kind(question, i / GK_SIGNATURE_SLOTS / GK_PROGRAM_TYPE_SLOTS, type))
			add_cell(ret_vectors, image, image->kind[i]);
	}
}

static void find_identity(const struct question *question, const __u32 *by_state, __u64 key,
			  struct vectors *ret_vectors)
{
	const struct gk_image *image = question->image;

	if (!operation_has_program(question->operation)) {
		add_cell(ret_vectors, image, by_state[GK_PROGRAM_NONE]);
		return;
	}
	for (unsigned int state = 0; state < GK_PROGRAM_STATE_COUNT; state++)
		add_cell(ret_vectors, image, by_state[state]);
	add_entries(image, key, ret_vectors);
}

static void find_name(const struct question *question, struct vectors *ret_vectors)
{
	find_identity(question, question->image->name, GK_KEY_NAME, ret_vectors);
}

static void find_tag(const struct question *question, struct vectors *ret_vectors)
{
	find_identity(question, question->image->tag, GK_KEY_TAG, ret_vectors);
}

typedef void find_dimension(const struct question *question, struct vectors *ret_vectors);

static const struct {
	find_dimension *find;
	bool rare;
} dimensions[] = {
	{find_who, false},           {find_uid, false},   {find_executable, false},
	{find_caller_cgroup, false}, {find_target, true}, {find_kind, true},
	{find_name, true},           {find_tag, true},    {find_capabilities, true},
};

static void find_all(const struct question *question, struct vectors *ret_vectors)
{
	find_what(question, ret_vectors);
	for (size_t i = 0; i < ARRAY_LENGTH(dimensions) && !ret_vectors->error; i++) {
		_cleanup_(free_vectors) struct vectors dimension = {0};

		if (dimensions[i].rare && !(question->image->uses & GK_USES_RARE))
			continue;
		dimensions[i].find(question, &dimension);
		combine(ret_vectors, &dimension);
	}
}

static __u32 first_rule(const struct gk_vector *vector)
{
	for (__u32 word = 0; word < GK_RULE_WORDS; word++)
		if (vector->word[word])
			return word * 64 + gk_lowest_bit(vector->word[word]);
	return GK_NO_RULE;
}

static void add_decider(const struct gk_image *image, __u32 rule, struct deciders *deciders)
{
	bool denied = rule == GK_NO_RULE ? image->default_verdict == GK_DENY : gk_has_rule(&image->denies, rule);

	deciders->outcome |= denied && image->mode == GK_ENFORCE ? OUTCOME_DENY : OUTCOME_ALLOW;
	if (rule == GK_NO_RULE) {
		deciders->by_default = true;
		deciders->denied_by_default |= denied;
		return;
	}
	deciders->rules.word[rule / 64] |= 1ULL << (rule & 63);
	if (denied)
		deciders->denying.word[rule / 64] |= 1ULL << (rule & 63);
}

/* Every rule about the operation, and the default, may decide: more than those that really do. */
static void add_all_deciders(const struct question *question, struct deciders *deciders)
{
	_cleanup_(free_vectors) struct vectors vectors = {0};

	find_what(question, &vectors);
	for (size_t i = 0; i < vectors.count; i++)
		for (__u32 rule = 0; rule < question->image->rule_count; rule++)
			if (gk_has_rule(&vectors.vector[i], rule))
				add_decider(question->image, rule, deciders);
	add_decider(question->image, GK_NO_RULE, deciders);
}

static int add_operation(const struct question *question, struct deciders *deciders)
{
	_cleanup_(free_vectors) struct vectors vectors = {0};

	find_all(question, &vectors);
	if (vectors.error == -EOVERFLOW)
		add_all_deciders(question, deciders);
	else
		for (size_t i = 0; i < vectors.count; i++)
			add_decider(question->image, first_rule(&vectors.vector[i]), deciders);
	return vectors.error == -EOVERFLOW ? 0 : vectors.error;
}

static void add_deciders(const struct deciders *more, struct deciders *deciders)
{
	for (size_t word = 0; word < GK_RULE_WORDS; word++) {
		deciders->rules.word[word] |= more->rules.word[word];
		deciders->denying.word[word] |= more->denying.word[word];
	}
	deciders->outcome |= more->outcome;
	deciders->by_default |= more->by_default;
	deciders->denied_by_default |= more->denied_by_default;
}

int outcomes_of(struct outcomes *outcomes, uint64_t operations, struct deciders *ret_deciders)
{
	struct deciders deciders = {0};

	for (unsigned int operation = 0; operation < GK_OPERATION_SLOTS; operation++) {
		const struct question question = {outcomes->image, outcomes->caller, operation};
		struct deciders *known = &outcomes->of[operation];
		int r = 0;

		if (!(operations >> operation & 1) || !word_by_number(&operation_words, operation))
			continue;
		if (!known->outcome)
			r = add_operation(&question, known);
		if (r < 0)
			return r;
		add_deciders(known, &deciders);
	}
	*ret_deciders = deciders;
	return 0;
}
