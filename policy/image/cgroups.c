// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The cgroups that a policy names. The nearest one at or above a cgroup decides, so that each entry has what is true of
 * every named cgroup above it, too: for callers, for targets, and for who is never the host.
 *
 * A unit may be in any slice. It has an entry for each named slice that may be the nearest one above it, and one where
 * none is; a cgroup that is named by its path has in its own entry what is true of its unit.
 */
#include "policy/base/cleanup.h"
#include "policy/image/cgroups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/paths.h"
#include "policy/language/unit-names.h"

#define LEVEL_BIT(level) (1U << (GK_CGROUP_LEVELS - 1 - (level)))

/* By the number of the name. */
struct cgroups {
	const struct names *names;
	struct gk_vector others; /* the rules that no cgroup is a condition of */
	struct gk_vector *callers;
	struct gk_vector *targets;
	struct gk_vector *shared_targets;
	unsigned char *uses; /* FOR_* */
	unsigned char *flags;
	unsigned int *same;
	unsigned int *sorted; /* ancestors first */

	const struct names *units;
	struct gk_vector not_in_units; /* the rules that no unit is a condition of */
	struct gk_vector *unit_rules;  /* by the number of a unit: those that it satisfies */
	unsigned char *unit_flags;     /* GK_ENTRY_* */

	struct gk_vector outside;     /* the rules whose condition on containers holds where none is known */
	struct gk_vector **container; /* by the number of a cgroup: what the container that it is in satisfies */
};

#define FOR_CALLERS 1
#define FOR_TARGETS 2

static void release(struct cgroups *cgroups)
{
	free(cgroups->callers);
	free(cgroups->targets);
	free(cgroups->shared_targets);
	free(cgroups->uses);
	free(cgroups->flags);
	free(cgroups->same);
	free(cgroups->sorted);
	free(cgroups->unit_rules);
	free(cgroups->unit_flags);
	free(cgroups->container);
}

static int by_length(const void *a, const void *b, void *context)
{
	const struct names *names = context;
	const struct name *one = names->item[*(const unsigned int *)a], *other = names->item[*(const unsigned int *)b];
	size_t length = strlen(one->text), other_length = strlen(other->text);

	if (length != other_length)
		return length < other_length ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

static int prepare(const struct compiler *compiler, struct cgroups *cgroups)
{
	const struct names *names = &compiler->policy->cgroups;
	int r;

	cgroups->names = names;
	cgroups->uses = calloc(names->count + 1, 1);
	cgroups->flags = calloc(names->count + 1, 1);
	cgroups->same = same_names(names);
	cgroups->sorted = calloc(names->count + 1, sizeof(*cgroups->sorted));
	if (!cgroups->uses || !cgroups->flags || !cgroups->same || !cgroups->sorted)
		return -ENOMEM;
	for (size_t i = 0; i < names->count; i++)
		cgroups->sorted[i] = i;
	qsort_r(cgroups->sorted, names->count, sizeof(*cgroups->sorted), by_length, (void *)names);

	r = rules_by_name(compiler, names, offsetof(struct rule, caller_cgroups), NAMED_BY_ALL, &cgroups->callers);
	if (r < 0)
		return r;
	r = rules_by_name(compiler, names, offsetof(struct rule, target_cgroups), NAMED_BY_ALL, &cgroups->targets);
	if (r < 0)
		return r;
	return rules_by_name(compiler, names, offsetof(struct rule, target_cgroups), NAMED_BY_VERIFYING_RULES,
			     &cgroups->shared_targets);
}

/* A unit satisfies what the patterns that stand for it do. */
static void inherit_patterns(struct cgroups *cgroups, size_t number)
{
	const char *text = cgroups->units->item[number]->text;

	for (size_t i = 0; i < cgroups->units->count; i++) {
		if (i == number || !unit_pattern_has(cgroups->units->item[i]->text, text))
			continue;
		vector_or(&cgroups->unit_rules[number], &cgroups->unit_rules[i]);
		cgroups->unit_flags[number] |= cgroups->unit_flags[i];
	}
}

static int prepare_units(const struct compiler *compiler, struct cgroups *cgroups)
{
	const struct policy *policy = compiler->policy;
	const struct list *services = &policy->services;
	int r;

	cgroups->units = &policy->units;
	cgroups->unit_flags = calloc(policy->units.count + 1, 1);
	if (!cgroups->unit_flags)
		return -ENOMEM;
	r = rules_by_name(compiler, &policy->units, offsetof(struct rule, caller_units), NAMED_BY_ALL,
			  &cgroups->unit_rules);
	if (r < 0)
		return r;
	for (unsigned int i = 0; i < services->count; i++)
		cgroups->unit_flags[policy->numbers[services->first + i]] = GK_ENTRY_SERVICE;
	for (size_t i = 0; i < policy->units.count; i++)
		inherit_patterns(cgroups, i);
	for (size_t i = 0; i < policy->units.count; i++)
		vector_or(&cgroups->unit_rules[i], &cgroups->not_in_units);
	return 0;
}

/* Vector and set of rules are the same bits. */
_Static_assert(sizeof(struct gk_vector) == sizeof(((struct known_container *)0)->fits), "a rule has one bit in each");

static int prepare_containers(const struct compiler *compiler, struct cgroups *cgroups)
{
	const struct policy *policy = compiler->policy;

	cgroups->container = calloc(policy->cgroups.count + 1, sizeof(*cgroups->container));
	if (!cgroups->container)
		return -ENOMEM;
	for (size_t i = 0; i < policy->container_count; i++) {
		struct known_container *known = &policy->known_containers[i];

		cgroups->container[known->cgroup] = (struct gk_vector *)known->fits;
		cgroups->uses[known->cgroup] |= FOR_CALLERS;
		cgroups->flags[known->cgroup] |= GK_ENTRY_NOT_HOST;
	}
	return 0;
}

static void mark(const struct policy *policy, struct list list, unsigned char bit, unsigned char *marks)
{
	for (unsigned int i = 0; i < list.count; i++)
		marks[policy->numbers[list.first + i]] |= bit;
}

static void mark_uses(const struct policy *policy, struct cgroups *cgroups)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		mark(policy, policy->rules[i].caller_cgroups, FOR_CALLERS, cgroups->uses);
		mark(policy, policy->rules[i].target_cgroups, FOR_TARGETS, cgroups->uses);
	}
	mark(policy, policy->not_in_cgroups, FOR_CALLERS, cgroups->uses);
	mark(policy, policy->not_in_cgroups, GK_ENTRY_NOT_HOST, cgroups->flags);
}

static void inherit(struct cgroups *cgroups, unsigned int number)
{
	const struct name *above = cgroups->names->item[number]->above;

	if (!above)
		return;
	vector_or(&cgroups->callers[number], &cgroups->callers[above->number]);
	vector_or(&cgroups->targets[number], &cgroups->targets[above->number]);
	vector_or(&cgroups->shared_targets[number], &cgroups->shared_targets[above->number]);
	cgroups->flags[number] |= cgroups->flags[above->number];
	if (cgroups->container[above->number]) /* what is in a container belongs to it */
		cgroups->container[number] = cgroups->container[above->number];
}

/*
 * The rules that a caller satisfies in a cgroup with these rules, of a unit (GK_NAMES_MAX: of none that is named), in a
 * container (NULL: in none that is known).
 */
static uint32_t caller_cell(struct compiler *compiler, const struct cgroups *cgroups, const struct gk_vector *in_cgroup,
			    size_t unit, const struct gk_vector *container)
{
	const struct gk_vector both = vector_and(in_cgroup, unit < cgroups->units->count ? &cgroups->unit_rules[unit]
											 : &cgroups->not_in_units);
	const struct gk_vector all = vector_and(&both, container ? container : &cgroups->outside);

	return vectors_add(compiler->vectors, &all);
}

/* Adds an entry, and where it has the flag of a service, the one for what is below it. */
static void add_with_below(struct entries *entries, const struct name *key, struct gk_entry content)
{
	const bool is_unit = key->b >> 56 == GK_KEY_UNIT >> 56;
	const struct name below = {.a = content.number, .b = (is_unit ? key->b : GK_KEY_PATH) | GK_KEY_BELOW};

	if (content.flags & GK_ENTRY_NOT_HOST)
		content.flags = GK_ENTRY_NOT_HOST;
	entries_add(entries, key, &content);
	if (!(content.flags & GK_ENTRY_SERVICE))
		return;
	content.flags = 0;
	entries_add(entries, &below, &content);
}

/* The unit in whose cgroup one is; with `flags` of what it is itself. */
static size_t find_unit(const struct cgroups *cgroups, const char *path, unsigned char *ret_flags)
{
	char unit[UNIT_NAME_SIZE];
	const size_t length = unit_of_path(path, unit);
	const struct name *name = length ? unit_find(cgroups->units, unit) : NULL;

	if (!name)
		return GK_NAMES_MAX;
	if (!path[length])
		*ret_flags |= cgroups->unit_flags[name->number];
	return name->number;
}

/*
 * A cgroup that the policy names in a container has another entry by its path: what is made there later may be of
 * another container.
 */
static void add_cgroup(struct entries *entries, struct cgroups *cgroups, unsigned int number)
{
	const struct name *name = cgroups->names->item[number];
	struct compiler *compiler = entries->compiler;
	struct gk_entry content = {.flags = cgroups->flags[number], .number = number + 1};
	const size_t unit = find_unit(cgroups, name->text, &content.flags);

	if (cgroups->same[number] != number)
		return;
	if (cgroups->uses[number] & FOR_CALLERS || cgroups->units->count > 0)
		compiler->caller_levels |= LEVEL_BIT(path_level(name->text));
	if (cgroups->uses[number] & FOR_TARGETS)
		compiler->target_levels |= LEVEL_BIT(path_level(name->text));
	vector_or(&cgroups->callers[number], &cgroups->others);
	content.cell = caller_cell(compiler, cgroups, &cgroups->callers[number], unit,
				   name->found ? cgroups->container[number] : NULL);
	content.target = vectors_add(compiler->vectors, &cgroups->targets[number]);
	content.target_shared = vectors_add(compiler->vectors, &cgroups->shared_targets[number]);
	add_with_below(entries, name, content);
	if (!name->found || name->only_now || !name_is_in_container(name))
		return;
	content.cell = caller_cell(compiler, cgroups, &cgroups->callers[number], unit, NULL);
	entries_add(entries, &(struct name){.a = number + 1, .b = GK_KEY_PATH}, &content);
}

/* The entries of the units in one named slice; NULL: in none. */
static void add_units(struct entries *entries, const struct cgroups *cgroups, const struct name *slice)
{
	struct compiler *compiler = entries->compiler;
	const size_t number = slice ? slice->number : 0;
	struct gk_entry content = {.number = slice ? number + 1 : 0};

	if (slice) {
		content.target = vectors_add(compiler->vectors, &cgroups->targets[number]);
		content.target_shared = vectors_add(compiler->vectors, &cgroups->shared_targets[number]);
	}
	for (size_t i = 0; i < cgroups->units->count; i++) {
		const struct name key = {.a = content.number, .b = GK_KEY_UNIT | i};

		content.flags = cgroups->unit_flags[i] | (slice ? cgroups->flags[number] : 0);
		content.cell = caller_cell(compiler, cgroups, slice ? &cgroups->callers[number] : &cgroups->others, i,
					   slice ? cgroups->container[number] : NULL);
		add_with_below(entries, &key, content);
	}
}

/* A unit may be at each of the first levels. */
static void add_all_units(struct entries *entries, const struct cgroups *cgroups)
{
	if (cgroups->units->count == 0)
		return;
	entries->compiler->image->has_units = 1;
	for (unsigned int level = 1; level <= GK_UNIT_LEVELS; level++)
		entries->compiler->caller_levels |= LEVEL_BIT(level);
	add_units(entries, cgroups, NULL);
	for (size_t i = 0; i < cgroups->names->count; i++)
		if (cgroups->same[i] == i && path_is_slice(cgroups->names->item[i]->text))
			add_units(entries, cgroups, cgroups->names->item[i]);
}

/* What no cgroup is known by: each rule that denies may be meant, and none that allows. */
static void add_lost(struct entries *entries, const struct cgroups *cgroups)
{
	struct compiler *compiler = entries->compiler;
	const struct name lost = {.b = GK_KEY_PATH};
	struct gk_vector callers = vector_and(&cgroups->others, &cgroups->not_in_units), targets = {0};
	struct gk_entry content = {0};

	callers = vector_and(&callers, &cgroups->outside);
	for (size_t i = 0; i < compiler->image->rule_count; i++) {
		if (compiler->policy->rules[i].verdict != GK_DENY)
			continue;
		vector_set(&callers, i);
		if (compiler->policy->rules[i].target_cgroups.count > 0)
			vector_set(&targets, i);
	}
	if (compiler->policy->not_in_cgroups.count > 0 || compiler->policy->uses_containers)
		content.flags = GK_ENTRY_NOT_HOST;
	content.cell = vectors_add(compiler->vectors, &callers);
	content.target = content.target_shared = vectors_add(compiler->vectors, &targets);
	entries_add(entries, &lost, &content);
}

int compile_cgroups(struct entries *entries)
{
	struct compiler *compiler = entries->compiler;
	const struct name others = {.b = GK_KEY_CGROUP};
	struct gk_entry content = {0};
	_cleanup_(release) struct cgroups cgroups = {0};
	int r;

	for (size_t i = 0; i < compiler->image->rule_count; i++) {
		if (compiler->policy->rules[i].caller_cgroups.count == 0)
			vector_set(&cgroups.others, i);
		if (compiler->policy->rules[i].caller_units.count == 0)
			vector_set(&cgroups.not_in_units, i);
		if (!compiler->policy->rules[i].has_container || compiler->policy->rules[i].verdict == GK_DENY)
			vector_set(&cgroups.outside, i);
	}
	if (!policy_asks_for_cgroups(compiler->policy))
		return 0;
	r = prepare(compiler, &cgroups);
	if (r < 0)
		return r;
	r = prepare_units(compiler, &cgroups);
	if (r < 0)
		return r;
	r = prepare_containers(compiler, &cgroups);
	if (r < 0)
		return r;
	content.cell = caller_cell(compiler, &cgroups, &cgroups.others, GK_NAMES_MAX, NULL);
	entries_add(entries, &others, &content);
	add_lost(entries, &cgroups);
	mark_uses(compiler->policy, &cgroups);
	for (size_t i = 0; i < cgroups.names->count; i++)
		inherit(&cgroups, cgroups.sorted[i]);
	for (size_t i = 0; i < cgroups.names->count; i++)
		add_cgroup(entries, &cgroups, cgroups.sorted[i]);
	add_all_units(entries, &cgroups);
	return entries->is_full ? -E2BIG : 0;
}
