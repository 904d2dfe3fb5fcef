// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The rules that are learnt, one for each thing that was seen: see learn-rules.h. */
#include "gatekeeper/learn/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/learn/merge.h"

int learnt_rules_init(struct learnt_rules *ret_rules)
{
	memset(ret_rules, 0, sizeof(*ret_rules));
	return learn_sets_init(&ret_rules->sets);
}

void learnt_rules_release(struct learnt_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		free(rules->rule[i].sample);
	}
	free(rules->rule);
	learn_sets_release(&rules->sets);
}

static bool is_same(const struct learnt_rule *one, const struct learnt_rule *other)
{
	return memcmp(one->set, other->set, sizeof(one->set)) == 0 && one->asked == other->asked &&
	       one->foreign == other->foreign;
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
	if (rules->count == rules->room) {
		size_t room = rules->room ? rules->room * 2 : 64;
		struct learnt_rule *grown = realloc(rules->rule, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		rules->rule = grown;
		rules->room = room;
	}
	rules->rule[rules->count++] = *rule;
	*ret_new = true;
	return 0;
}

/* The path of the only member of a set; NULL: it is none. */
static const char *only_path(const struct learn_sets *sets, unsigned int set)
{
	size_t position = 0;
	const char *path = learn_set_next(sets, set, &position);

	return path && path[0] == '/' ? path : NULL;
}

/* How much two paths have in common, in whole parts; 0: not even the first part. */
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

static bool same_but(const struct learnt_rule *one, const struct learnt_rule *other, enum learn_dimension dimension)
{
	struct learnt_rule with = *other;

	with.set[dimension] = one->set[dimension];
	return is_same(one, &with);
}

/* The cgroup above those of this rule and of all that differ from it by a cgroup of the same top. */
static unsigned int widen(struct learnt_rules *rules, const struct learnt_rule *rule, enum learn_dimension dimension)
{
	const char *path = only_path(&rules->sets, rule->set[dimension]), *other;
	unsigned int set = rule->set[dimension];
	size_t length = path ? strlen(path) : 0, common;
	char *above;

	for (size_t i = 0; i < rules->count && length > 1; i++) {
		if (!same_but(rule, &rules->rule[i], dimension))
			continue;
		other = only_path(&rules->sets, rules->rule[i].set[dimension]);
		if (!other)
			continue;
		common = common_length(path, other);
		if (common > 0 && common < length)
			length = common;
	}
	if (length > 1) {
		above = strndupa(path, length);
		set = learn_set_of(&rules->sets, above);
	}
	return set;
}

static int widen_dimension(struct learnt_rules *rules, enum learn_dimension dimension)
{
	unsigned int *wide = calloc(rules->count + 1, sizeof(*wide));

	if (!wide)
		return -ENOMEM;
	for (size_t i = 0; i < rules->count; i++)
		wide[i] = widen(rules, &rules->rule[i], dimension);
	for (size_t i = 0; i < rules->count; i++)
		rules->rule[i].set[dimension] = wide[i];
	free(wide);
	return rules->sets.error;
}

int learnt_rules_widen_cgroups(struct learnt_rules *rules)
{
	int r = widen_dimension(rules, LEARN_CGROUP);

	return r < 0 ? r : widen_dimension(rules, LEARN_TARGET);
}
