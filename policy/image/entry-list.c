// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Collects the entries of an image, and finds the rules that have a name in one of their lists. */
#include "policy/image/entry-list.h"

#include <errno.h>
#include <stdlib.h>

void entries_add(struct entries *entries, const struct name *name, const struct gk_entry *content)
{
	struct gk_entry *entry;

	if (entries->count == GK_ENTRIES) {
		entries->is_full = true;
		return;
	}
	entry = &entries->entry[entries->count++];
	*entry = *content;
	entry->a = name->a;
	entry->b = name->b;
}

static int by_key(const void *a, const void *b)
{
	const struct name *one = *(struct name *const *)a, *other = *(struct name *const *)b;

	if (one->a != other->a)
		return one->a < other->a ? -1 : 1;
	if (one->b != other->b)
		return one->b < other->b ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

unsigned int *same_names(const struct names *names)
{
	struct name **sorted = calloc(names->count + 1, sizeof(struct name *));
	unsigned int *same = calloc(names->count + 1, sizeof(*same));
	const struct name *first = NULL;

	if (!sorted || !same) {
		free(sorted);
		free(same);
		return NULL;
	}
	for (size_t i = 0; i < names->count; i++)
		sorted[i] = names->item[i];
	qsort(sorted, names->count, sizeof(struct name *), by_key);
	for (size_t i = 0; i < names->count; i++) {
		if (!first || !sorted[i]->found || first->a != sorted[i]->a || first->b != sorted[i]->b)
			first = sorted[i];
		same[sorted[i]->number] = first->number;
	}
	free(sorted);
	return same;
}

static bool counts(const struct rule *rule, enum named_by by)
{
	return by == NAMED_BY_ALL || (rule->verdict == GK_ALLOW && rule->race.number == GK_RACE_VERIFY);
}

int rules_by_name(const struct compiler *compiler, const struct names *names, size_t list, enum named_by by,
		  struct gk_vector **ret_rules)
{
	const struct policy *policy = compiler->policy;
	struct gk_vector *rules = calloc(names->count + 1, sizeof(*rules));
	unsigned int *same = same_names(names);

	if (!rules || !same) {
		free(rules);
		free(same);
		return -ENOMEM;
	}
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		const struct list *named = (const void *)((const char *)rule + list);

		for (unsigned int j = 0; j < named->count && counts(rule, by); j++)
			vector_set(&rules[same[policy->numbers[named->first + j]]], i);
	}
	free(same);
	*ret_rules = rules;
	return 0;
}
