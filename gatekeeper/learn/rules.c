// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The rules that are learnt, one for each kind of event: see rules.h. */
#include "gatekeeper/learn/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#define CONTAINER_ID_LENGTH 64 /* hexadecimal digits, as engines make them */

int learnt_rules_init(struct learnt_rules *ret_rules)
{
	memset(ret_rules, 0, sizeof(*ret_rules));
	return learn_sets_init(&ret_rules->sets);
}

void learnt_rules_release(struct learnt_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		free(rules->rule[i].sample);
	free(rules->rule);
	learn_sets_release(&rules->sets);
}

static bool is_same(const struct learnt_rule *one, const struct learnt_rule *other)
{
	return memcmp(one->set, other->set, sizeof(one->set)) == 0 && one->limited == other->limited &&
	       one->foreign == other->foreign;
}

/* Makes room for one more rule. */
static int grow(struct learnt_rules *rules)
{
	size_t room = rules->room ? rules->room * 2 : 64;
	struct learnt_rule *grown;

	if (rules->count < rules->room)
		return 0;
	grown = realloc(rules->rule, room * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	rules->rule = grown;
	rules->room = room;
	return 0;
}

void learn_merge_counts(struct learnt_rule *rule, const struct learnt_rule *other)
{
	rule->events += other->events;
	rule->raced |= other->raced;
	if (!rule->first[0] || (other->first[0] && strcmp(other->first, rule->first) < 0))
		memcpy(rule->first, other->first, sizeof(rule->first));
	if (strcmp(other->last, rule->last) > 0)
		memcpy(rule->last, other->last, sizeof(rule->last));
}

int learnt_rules_add(struct learnt_rules *rules, const struct learnt_rule *rule, bool *ret_new)
{
	*ret_new = false;
	for (size_t i = 0; i < rules->count; i++) {
		if (is_same(&rules->rule[i], rule)) {
			learn_merge_counts(&rules->rule[i], rule);
			return 0;
		}
	}
	if (grow(rules) < 0)
		return -ENOMEM;
	rules->rule[rules->count++] = *rule;
	*ret_new = true;
	return 0;
}

/* The only member of a set, if it is a path; otherwise NULL. */
static const char *only_path(const struct learn_sets *sets, unsigned int set)
{
	size_t position = 0;
	const char *path = learn_set_next(sets, set, &position);

	return path && path[0] == '/' ? path : NULL;
}

/* The length of the whole parts that two paths have in common; 0: not even the first part. */
static size_t common_length(const char *one, const char *other)
{
	size_t common = 0, i;

	for (i = 0; one[i] && one[i] == other[i]; i++) {
		if (i > 0 && one[i] == '/')
			common = i;
	}
	if ((one[i] == '\0' || one[i] == '/') && (other[i] == '\0' || other[i] == '/') && i > 1)
		common = i;
	return common;
}

static bool is_same_but(const struct learnt_rule *one, const struct learnt_rule *other, enum learn_dimension dimension)
{
	struct learnt_rule with = *other;

	with.set[dimension] = one->set[dimension];
	return is_same(one, &with);
}

/* The length of what `path` has in common with the path of `other`, if that differs in this dimension only. */
static size_t common_with(const struct learnt_rules *rules, const struct learnt_rule *rule,
			  const struct learnt_rule *other, enum learn_dimension dimension, const char *path)
{
	const char *other_path = only_path(&rules->sets, other->set[dimension]);

	return other_path && is_same_but(rule, other, dimension) ? common_length(path, other_path) : 0;
}

size_t learn_length_before_id(const char *path)
{
	static const char digits[] = "0123456789abcdef";
	size_t part = 0, length;

	for (size_t i = 0; path[i]; i += length ? length : 1) {
		length = strspn(path + i, digits);
		if (length == CONTAINER_ID_LENGTH)
			return part;
		if (path[i] == '/')
			part = i;
	}
	return 0;
}

/* The cgroup above those of this rule and of all rules that differ from it by a cgroup of the same top. */
static unsigned int widen(struct learnt_rules *rules, const struct learnt_rule *rule, enum learn_dimension dimension)
{
	const char *path = only_path(&rules->sets, rule->set[dimension]);
	size_t length = path ? strlen(path) : 0, before = path ? learn_length_before_id(path) : 0, common;

	if (before > 0)
		length = before;
	for (size_t i = 0; i < rules->count && length > 1; i++) {
		common = common_with(rules, rule, &rules->rule[i], dimension, path);
		if (common > 0 && common < length)
			length = common;
	}
	if (length <= 1)
		return rule->set[dimension];
	return learn_set_of(&rules->sets, strndupa(path, length));
}

static int widen_dimension(struct learnt_rules *rules, enum learn_dimension dimension)
{
	_cleanup_free_ unsigned int *wide = calloc(rules->count + 1, sizeof(*wide));

	if (!wide)
		return -ENOMEM;
	for (size_t i = 0; i < rules->count; i++)
		wide[i] = widen(rules, &rules->rule[i], dimension);
	for (size_t i = 0; i < rules->count; i++)
		rules->rule[i].set[dimension] = wide[i];
	return rules->sets.error;
}

int learnt_rules_widen_cgroups(struct learnt_rules *rules)
{
	int r = widen_dimension(rules, LEARN_CGROUP);

	return r < 0 ? r : widen_dimension(rules, LEARN_TARGET);
}
