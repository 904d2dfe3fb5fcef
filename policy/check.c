// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The checks that look at a rule as a whole, or at rules together. The table of all checks: policy/checks.h. */
#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "words.h"

static void check_duplicate_name(const struct policy *policy, size_t index, struct findings *findings)
{
	const struct rule *rule = &policy->rules[index];

	for (size_t i = 0; i < index && rule->name[0]; i++) {
		if (strcmp(policy->rules[i].name, rule->name) != 0)
			continue;
		findings_add(findings, CHECK_DUPLICATE_RULE_NAME, rule->name_place,
			     "the rule of line %u is called '%s' already; the log could not tell them apart",
			     policy->rules[i].place.line, rule->name);
		return;
	}
}

/* The first operation of the rule that has no target cgroup, to be named; NULL when all have. */
static const char *without_cgroup(const struct rule *rule)
{
	uint64_t others = rule->operations & ~OPERATIONS_CGROUP;

	if (rule->operations == OPERATIONS_ALL)
		return "*";
	return others ? word_text(&operation_words, __builtin_ctzll(others)) : NULL;
}

static void check_needs_attach(const struct rule *rule, struct findings *findings)
{
	const char *word = without_cgroup(rule);

	if (word && rule->attach_types)
		findings_add(findings, CHECK_ATTACH_TYPES_NEED_ATTACH, rule->attach_types_place,
			     "attach-types, but '%s' is more than attach:cgroup, replace:cgroup and detach:cgroup, and "
			     "only those have an attach type: make it two rules",
			     word);
	if (word && rule->target)
		findings_add(findings, CHECK_TARGET_NEEDS_ATTACH, rule->target_place,
			     "target, but '%s' is more than attach:cgroup, replace:cgroup and detach:cgroup, and only "
			     "those have a target cgroup: make it two rules",
			     word);
}

static void check_contradiction(const struct policy *policy, const struct rule *rule, const struct match *match,
				struct findings *findings)
{
	if (policy->host_broken || !match_no_caller(match))
		return;
	if (rule->from == GK_FROM_HOST) {
		uint8_t outside = rule->not_init_namespaces & policy->host_namespaces;

		findings_add(findings, CHECK_CONTRADICTORY_NAMESPACES, rule->caller_place,
			     "no caller matches: the host is in the init %s namespace, and the rule wants another",
			     word_text(&namespace_words, __builtin_ctz(outside)));
		return;
	}
	findings_add(findings, CHECK_CONTRADICTORY_NAMESPACES, rule->caller_place,
		     "no caller matches: who is in the init namespace of every type in host.namespaces is the host, "
		     "not a container");
}

static void check_unreachable(const struct policy *policy, const struct match *matches, size_t index,
			      struct findings *findings)
{
	for (size_t i = 0; i < index; i++) {
		if (!match_covers(&matches[i], &matches[index]))
			continue;
		findings_add(findings, CHECK_UNREACHABLE_RULE, policy->rules[index].place,
			     "rule '%s' never decides: '%s' of line %u matches everything it does, and comes first",
			     policy->rules[index].name, policy->rules[i].name, policy->rules[i].place.line);
		return;
	}
}

static void check_rule(const struct policy *policy, size_t index, const struct match *match, struct findings *findings)
{
	const struct rule *rule = &policy->rules[index];

	check_duplicate_name(policy, index, findings);
	if (rule->broken)
		return;
	check_needs_attach(rule, findings);
	check_contradiction(policy, rule, match, findings);
}

void policy_check(const struct policy *policy, struct findings *findings)
{
	struct match matches[GK_MAX_RULES];

	for (size_t i = 0; i < policy->rule_count; i++) {
		match_from_rule(policy, &policy->rules[i], &matches[i]);
		check_rule(policy, i, &matches[i], findings);
	}
	/* While something is wrong nobody knows what the rules will match. */
	for (size_t i = 0; i < policy->rule_count && findings->errors == 0; i++)
		check_unreachable(policy, matches, i, findings);
}
