// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The cgroups that a policy names. The nearest one at or above a cgroup decides, so that each entry has what is true of
 * every named cgroup above it, too: for callers, for targets, and for who is never the host.
 */
#include "policy/base/cleanup.h"
#include "policy/image/cgroups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/paths.h"

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
}

static void add_cgroup(struct entries *entries, struct cgroups *cgroups, unsigned int number)
{
	const struct name *name = cgroups->names->item[number];
	struct compiler *compiler = entries->compiler;
	struct gk_entry content = {.flags = cgroups->flags[number]};

	if (cgroups->same[number] != number)
		return;
	if (cgroups->uses[number] & FOR_CALLERS)
		compiler->caller_levels |= LEVEL_BIT(path_level(name->text));
	if (cgroups->uses[number] & FOR_TARGETS)
		compiler->target_levels |= LEVEL_BIT(path_level(name->text));
	vector_or(&cgroups->callers[number], &cgroups->others);
	content.cell = vectors_add(compiler->vectors, &cgroups->callers[number]);
	content.target = vectors_add(compiler->vectors, &cgroups->targets[number]);
	content.target_shared = vectors_add(compiler->vectors, &cgroups->shared_targets[number]);
	entries_add(entries, name, &content);
}

/* What no cgroup is known by: each rule that denies may be meant, and none that allows. */
static void add_lost(struct entries *entries, const struct cgroups *cgroups)
{
	struct compiler *compiler = entries->compiler;
	const struct name lost = {.b = GK_KEY_PATH};
	struct gk_vector callers = cgroups->others, targets = {0};
	struct gk_entry content = {0};

	for (size_t i = 0; i < compiler->image->rule_count; i++) {
		if (compiler->policy->rules[i].verdict != GK_DENY)
			continue;
		vector_set(&callers, i);
		if (compiler->policy->rules[i].target_cgroups.count > 0)
			vector_set(&targets, i);
	}
	if (compiler->policy->not_in_cgroups.count > 0)
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
	}
	if (compiler->policy->cgroups.count == 0)
		return 0;
	content.cell = vectors_add(compiler->vectors, &cgroups.others);
	entries_add(entries, &others, &content);
	add_lost(entries, &cgroups);
	r = prepare(compiler, &cgroups);
	if (r < 0)
		return r;
	mark_uses(compiler->policy, &cgroups);
	for (size_t i = 0; i < cgroups.names->count; i++)
		inherit(&cgroups, cgroups.sorted[i]);
	for (size_t i = 0; i < cgroups.names->count; i++)
		add_cgroup(entries, &cgroups, cgroups.sorted[i]);
	return 0;
}
