// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Dimensions whose values are few. Where a table has two or three of them, a cell is what their vectors have in common:
 * the conditions of a rule do not depend on each other.
 */
#include "policy/image/decision.h"
#include "policy/image/tables.h"

#define BIT(number) (1ULL << (number))

/* Puts rule `rule` into the vector of every slot of `slots`. */
static void add_rule(struct gk_vector *vectors, size_t count, const uint64_t *slots, size_t rule)
{
	for (size_t slot = 0; slot < count; slot++) {
		if (slots[slot / 64] >> (slot % 64) & 1)
			vector_set(&vectors[slot], rule);
	}
}

/* The vectors of the slots of one member of struct match. */
#define ADD_RULES(compiler, member, vectors, count) \
	do { \
		for (size_t rule = 0; rule < (compiler)->image->rule_count; rule++) \
			add_rule(vectors, count, &(compiler)->matches[rule].member, rule); \
	} while (0)

static void compile_what(struct compiler *compiler)
{
	struct gk_vector operations[GK_OPERATION_SLOTS] = {0}, types[GK_ATTACH_TYPE_SLOTS] = {0}, both;
	uint32_t *what = compiler->image->what;

	ADD_RULES(compiler, operations, operations, GK_OPERATION_SLOTS);
	ADD_RULES(compiler, attach_types, types, GK_ATTACH_TYPE_SLOTS);
	for (size_t operation = 0; operation < GK_OPERATION_SLOTS; operation++) {
		for (size_t type = 0; type < GK_ATTACH_TYPE_SLOTS; type++) {
			both = vector_and(&operations[operation], &types[type]);
			*what++ = vectors_add(compiler->vectors, &both);
		}
	}
}

static void compile_who(struct compiler *compiler)
{
	struct gk_vector from[GK_FROM_COUNT] = {0}, namespaces[GK_NAMESPACE_SLOTS] = {0}, both;
	struct gk_image *image = compiler->image;
	uint32_t *who = image->who;

	ADD_RULES(compiler, from, from, GK_FROM_COUNT);
	ADD_RULES(compiler, namespaces[0], namespaces, GK_NAMESPACE_SLOTS);
	for (unsigned int side = 0; side < GK_SIDES; side++) {
		for (size_t set = 0; set < GK_NAMESPACE_SLOTS; set++) {
			both = vector_and(&from[gk_from(image, set, side)], &namespaces[set]);
			*who++ = vectors_add(compiler->vectors, &both);
		}
	}
}

static void compile_relations(struct compiler *compiler)
{
	struct gk_vector relations[2 * GK_RELATION_SLOTS] = {0};

	ADD_RULES(compiler, relations[0], relations, GK_RELATION_SLOTS);
	ADD_RULES(compiler, relations[1], relations + GK_RELATION_SLOTS, GK_RELATION_SLOTS);
	for (size_t i = 0; i < 2 * GK_RELATION_SLOTS; i++)
		compiler->image->relation[i] = vectors_add(compiler->vectors, &relations[i]);
}

static void compile_kind(struct compiler *compiler)
{
	struct gk_vector netns[GK_NETNS_SLOTS] = {0}, types[GK_PROGRAM_TYPE_SLOTS] = {0};
	struct gk_vector signatures[SIGNATURE_NO_PROGRAM + 1] = {0}, two, three;
	uint32_t *kind = compiler->image->kind;

	ADD_RULES(compiler, netns, netns, GK_NETNS_SLOTS);
	ADD_RULES(compiler, program_types, types, GK_PROGRAM_TYPE_SLOTS);
	ADD_RULES(compiler, signatures, signatures, SIGNATURE_NO_PROGRAM + 1);
	for (size_t place = 0; place < GK_NETNS_SLOTS; place++) {
		for (size_t type = 0; type < GK_PROGRAM_TYPE_SLOTS; type++) {
			two = vector_and(&netns[place], &types[type]);
			for (size_t signature = 0; signature < GK_SIGNATURE_SLOTS; signature++) {
				bool none = type == GK_PROGRAM_TYPE_NONE;

				three = vector_and(&two, &signatures[none ? SIGNATURE_NO_PROGRAM : signature]);
				*kind++ = vectors_add(compiler->vectors, &three);
			}
		}
	}
}

static void compile_states(struct compiler *compiler)
{
	struct gk_vector names[GK_PROGRAM_STATE_SLOTS] = {0}, tags[GK_PROGRAM_STATE_SLOTS] = {0};

	ADD_RULES(compiler, program_names, names, GK_PROGRAM_STATE_SLOTS);
	ADD_RULES(compiler, program_tags, tags, GK_PROGRAM_STATE_SLOTS);
	for (size_t state = 0; state < GK_PROGRAM_STATE_SLOTS; state++) {
		compiler->image->name[state] = vectors_add(compiler->vectors, &names[state]);
		compiler->image->tag[state] = vectors_add(compiler->vectors, &tags[state]);
	}
}

#define NO_CAPABILITY 63

static size_t find_capabilities(struct compiler *compiler)
{
	struct gk_image *image = compiler->image;
	uint64_t named = 0;
	size_t count = 0;

	memset(image->capability, NO_CAPABILITY, sizeof(image->capability));
	for (size_t rule = 0; rule < image->rule_count; rule++)
		named |= compiler->policy->rules[rule].capabilities;
	for (; named; named &= named - 1)
		image->capability[count++] = __builtin_ctzll(named);
	return count;
}

static void compile_capabilities(struct compiler *compiler)
{
	struct gk_image *image = compiler->image;
	size_t count = find_capabilities(compiler);

	for (size_t slot = 0; slot < 1 << GK_CAPABILITIES_MAX; slot++) {
		struct gk_vector vector = {0};
		uint64_t effective = 0;

		for (size_t i = 0; i < count; i++)
			effective |= slot & BIT(i) ? BIT(image->capability[i]) : 0;
		for (size_t rule = 0; rule < image->rule_count; rule++) {
			if (!(compiler->policy->rules[rule].capabilities & ~effective))
				vector_set(&vector, rule);
		}
		image->capabilities[slot] = vectors_add(compiler->vectors, &vector);
	}
}

void compile_tables(struct compiler *compiler)
{
	compile_what(compiler);
	compile_who(compiler);
	compile_relations(compiler);
	compile_kind(compiler);
	compile_states(compiler);
	compile_capabilities(compiler);
}
