// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The checks that look at more than one word, in the order in which one makes sense of the others. */
#include <errno.h>
#include <stdlib.h>

#include "policy/check/check.h"

static int check_name(struct policy *policy, const struct rule *rule, struct findings *findings)
{
	size_t count = policy->rule_names.count;
	struct name *name;
	char file[128];

	if (!rule->name[0])
		return 0;
	if (names_add(&policy->rule_names, rule->name, rule->place, &name) < 0)
		return -ENOMEM;
	if (policy->rule_names.count == count)
		findings_add(findings, CHECK_DUPLICATE_RULE_NAME, rule->name_place,
			     "the rule on line %u%s already has the name '%s'; choose another name", name->place.line,
			     findings_other_file(findings, rule->name_place, name->place, file, sizeof(file)),
			     rule->name);
	return 0;
}

static void check_capabilities(const struct policy *policy, struct findings *findings)
{
	uint64_t named = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		named |= policy->rules[i].capabilities;
		if (__builtin_popcountll(named) <= GK_CAPABILITIES_MAX)
			continue;
		findings_add(findings, CHECK_TOO_MANY_CAPABILITIES, policy->rules[i].caller_place,
			     "more than %d different capabilities, the limit of a policy; name fewer",
			     GK_CAPABILITIES_MAX);
		return;
	}
}

static int check_rule(struct policy *policy, const struct rule *rule, const struct match *match,
		      struct findings *findings)
{
	int r = check_name(policy, rule, findings);

	if (r < 0 || rule->broken)
		return r;
	check_conditions(policy, rule, findings);
	check_contradictions(match, findings);
	return 0;
}

static int check_all(struct policy *policy, struct match *matches, struct findings *findings)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < policy->rule_count; i++) {
		match_from_rule(policy, &policy->rules[i], &matches[i]);
		r = check_rule(policy, &policy->rules[i], &matches[i], findings);
	}
	if (r < 0)
		return r;
	check_capabilities(policy, findings);
	/* While something is wrong nobody knows what the rules will match. */
	if (findings->errors > 0)
		return 0;
	check_reachable(policy, matches, findings);
	check_lockouts(policy, matches, findings);
	if (policy->protect.number == GK_PROTECT_SEALED && policy->uses_containers)
		findings_add(findings, CHECK_SEALED_CONTAINERS, policy->protect.place,
			     "while it is sealed, its rules know no container that starts later, and gatekeeper "
			     "container add fails: choose protect: self, or name cgroups or units");
	return 0;
}

int policy_check(struct policy *policy, struct findings *findings)
{
	struct match *matches = calloc(policy->rule_count + 1, sizeof(*matches));
	int r = matches ? check_all(policy, matches, findings) : -ENOMEM;

	free(matches);
	return r;
}
