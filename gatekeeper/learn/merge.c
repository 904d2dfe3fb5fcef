// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Many rules to few that allow the same. A rule is a product of sets: two rules that differ in one dimension only equal
 * one rule with the union there, so that merging allows nothing more. How few rules are left depends on the dimension
 * that is merged first, so that several orders are tried.
 */
#include "gatekeeper/learn/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#define MERGE_NAMESPACES LEARN_DIMENSIONS /* as one more dimension */
#define MERGE_DIMENSIONS (LEARN_DIMENSIONS + 1)

/* A list that is being merged. */
struct merge {
	struct learn_sets *sets;
	struct learnt_rule *rule;
	size_t count;
};

/* Orders rules so that those which differ in one dimension only are neighbours. */
static int by_others(const void *a, const void *b, void *context)
{
	const unsigned int *dimension = context;
	const struct learnt_rule *one = a, *other = b;

	for (unsigned int i = 0; i < LEARN_DIMENSIONS; i++) {
		if (i != *dimension && one->set[i] != other->set[i])
			return one->set[i] < other->set[i] ? -1 : 1;
	}
	if (*dimension != MERGE_NAMESPACES && one->limited != other->limited)
		return one->limited < other->limited ? -1 : 1;
	if (*dimension != MERGE_NAMESPACES && one->foreign != other->foreign)
		return one->foreign < other->foreign ? -1 : 1;
	return 0;
}

/* Merges the namespaces of `other` into `rule` if their conditions differ in one namespace only. */
static bool merge_namespaces(struct learnt_rule *rule, const struct learnt_rule *other)
{
	__u8 differ = rule->foreign ^ other->foreign;

	if (rule->limited != other->limited || (differ & (differ - 1)))
		return false;
	rule->limited &= ~differ;
	rule->foreign &= ~differ;
	return true;
}

static bool merge_pair(struct merge *merge, unsigned int dimension, struct learnt_rule *rule,
		       const struct learnt_rule *other)
{
	if (dimension == MERGE_NAMESPACES && !merge_namespaces(rule, other))
		return false;
	if (dimension != MERGE_NAMESPACES)
		rule->set[dimension] =
			learn_set_union(merge->sets, dimension, rule->set[dimension], other->set[dimension]);
	learn_merge_counts(rule, other);
	return true;
}

/* Merges rule number `first` with its neighbours where possible. Returns the number of rules that are gone. */
static size_t merge_neighbours(struct merge *merge, unsigned int dimension, size_t first)
{
	size_t before = merge->count, next = first + 1;

	while (next < merge->count && by_others(&merge->rule[first], &merge->rule[next], &dimension) == 0) {
		if (!merge_pair(merge, dimension, &merge->rule[first], &merge->rule[next])) {
			next++;
			continue;
		}
		merge->count--;
		memmove(&merge->rule[next], &merge->rule[next + 1], (merge->count - next) * sizeof(*merge->rule));
		next = first + 1;
	}
	return before - merge->count;
}

static size_t merge_dimension(struct merge *merge, unsigned int dimension)
{
	size_t gone = 0;

	qsort_r(merge->rule, merge->count, sizeof(*merge->rule), by_others, &dimension);
	for (size_t i = 0; i < merge->count; i++)
		gone += merge_neighbours(merge, dimension, i);
	return gone;
}

static bool is_covering(struct merge *merge, const struct learnt_rule *wide, const struct learnt_rule *narrow)
{
	if (wide->limited & ~narrow->limited || (wide->foreign ^ narrow->foreign) & wide->limited)
		return false;
	for (unsigned int i = 0; i < LEARN_DIMENSIONS; i++) {
		if (!learn_set_covers(merge->sets, i, wide->set[i], narrow->set[i]))
			return false;
	}
	return true;
}

/* Removes rules that another one includes. Returns the number of rules that are gone. */
static size_t absorb(struct merge *merge)
{
	size_t before = merge->count;

	for (size_t i = 0; i < merge->count; i++) {
		for (size_t j = 0; j < merge->count; j++) {
			if (i == j || !is_covering(merge, &merge->rule[j], &merge->rule[i]))
				continue;
			learn_merge_counts(&merge->rule[j], &merge->rule[i]);
			merge->rule[i--] = merge->rule[--merge->count];
			break;
		}
	}
	return before - merge->count;
}

/* In one order of the dimensions, until nothing changes. */
static void merge_in_order(struct merge *merge, unsigned int first)
{
	size_t gone;

	do {
		gone = 0;
		for (unsigned int i = 0; i < MERGE_DIMENSIONS; i++)
			gone += merge_dimension(merge, (first + i) % MERGE_DIMENSIONS);
		gone += absorb(merge);
	} while (gone > 0);
}

/* For the reader: rules about the same executables together, the most frequent first. */
static int by_executable(const void *a, const void *b)
{
	const struct learnt_rule *one = a, *other = b;

	if (one->set[LEARN_EXECUTABLE] != other->set[LEARN_EXECUTABLE])
		return one->set[LEARN_EXECUTABLE] < other->set[LEARN_EXECUTABLE] ? -1 : 1;
	if (one->events != other->events)
		return one->events > other->events ? -1 : 1;
	return memcmp(one->set, other->set, sizeof(one->set));
}

/* A copy of the rules, merged in the order that starts with dimension `first`; to be freed. */
static int try_order(struct learnt_rules *rules, unsigned int first, struct learnt_rule **ret_rule, size_t *ret_count)
{
	struct merge merge = {.sets = &rules->sets, .count = rules->count};
	_cleanup_free_ struct learnt_rule *copy = calloc(rules->count + 1, sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	memcpy(copy, rules->rule, rules->count * sizeof(*copy));
	merge.rule = copy;
	merge_in_order(&merge, first);
	if (rules->sets.error < 0)
		return rules->sets.error;
	*ret_rule = STEAL_POINTER(copy);
	*ret_count = merge.count;
	return 0;
}

int learnt_rules_merge(struct learnt_rules *rules, struct learnt_rule **ret_rule, size_t *ret_count)
{
	_cleanup_free_ struct learnt_rule *best = NULL;
	size_t best_count = SIZE_MAX;

	for (unsigned int first = 0; first < MERGE_DIMENSIONS; first++) {
		_cleanup_free_ struct learnt_rule *rule = NULL;
		size_t count;
		int r = try_order(rules, first, &rule, &count);

		if (r < 0)
			return r;
		if (count >= best_count)
			continue;
		free(best);
		best = STEAL_POINTER(rule);
		best_count = count;
	}
	qsort(best, best_count, sizeof(*best), by_executable);
	*ret_rule = STEAL_POINTER(best);
	*ret_count = best_count;
	return 0;
}
