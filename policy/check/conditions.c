// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Conditions that an operation of their rule has nothing for: such a rule would mean less than it says. */
#include "policy/check/check.h"
#include "policy/language/words.h"

#define BIT(number) (1ULL << (number))
#define VERBS \
	(OPERATIONS_OF_VERB(GK_VERB_ATTACH) | OPERATIONS_OF_VERB(GK_VERB_REPLACE) | OPERATIONS_OF_VERB(GK_VERB_DETACH))

#define WITH_ATTACH_TYPE (VERBS | BIT(GK_OP_LOAD))
#define WITH_CGROUP OPERATIONS_OF_FAMILY(CGROUP)
#define WITH_NETNS \
	(OPERATIONS_OF_FAMILY(XDP) | OPERATIONS_OF_FAMILY(TC) | OPERATIONS_OF_FAMILY(NETNS) | \
	 OPERATIONS_OF_FAMILY(NETFILTER) | OPERATIONS_OF_FAMILY(LWT))
#define WITH_PROGRAM (VERBS | BIT(GK_OP_LOAD) | BIT(GK_OP_RUN) | BIT(GK_OP_PIN) | BIT(GK_OP_GET))

/* The first operation of the rule that is not among `with`, to be named; NULL when all are. */
static const char *operation_without(const struct rule *rule, uint64_t with)
{
	uint64_t others = rule->operations & ~with;

	if (rule->operations == OPERATIONS_ALL)
		return "*";
	return others ? word_text(&operation_words, __builtin_ctzll(others)) : NULL;
}

/* A condition on what not all operations have. */
struct need {
	const char *condition;
	uint64_t with; /* the operations that have it */
	enum check check;
	const char *who; /* they are, and what they have, in words */
};

static const struct need attach_types_need = {"attach-types", WITH_ATTACH_TYPE, CHECK_ATTACH_TYPES_NEED_ATTACH,
					      "load, attach, replace and detach, and only those have an attach type"};
static const struct need target_need = {
	"target.cgroup", WITH_CGROUP, CHECK_TARGET_NEEDS_ATTACH,
	"attach:cgroup, replace:cgroup and detach:cgroup, and only those have a target cgroup"};
static const struct need netns_need = {
	"target.netns", WITH_NETNS, CHECK_TARGET_NEEDS_ATTACH,
	"those on xdp, tc, netns, netfilter and lwt, and only those act on a network namespace"};
static const struct need program_need = {
	"program", WITH_PROGRAM, CHECK_PROGRAM_NEEDS_PROGRAM,
	"load, attach, replace, detach, run, pin and get, and only those have a program"};

static void check_need(const struct rule *rule, const struct need *need, struct place place, struct findings *findings)
{
	const char *word = operation_without(rule, need->with);

	if (word)
		findings_add(findings, need->check, place, "%s, but '%s' is more than %s; split the rule in two",
			     need->condition, word, need->who);
}

static bool has_program_condition(const struct rule *rule)
{
	return rule->program_types || rule->program_names.count || rule->program_tags.count || rule->signatures;
}

static bool has_target(const struct rule *rule)
{
	return rule->relations || rule->target_cgroups.count;
}

/* The families of the rule's operations, as bits. */
static uint64_t families_of(const struct rule *rule)
{
	uint64_t operations = rule->operations;

	return (operations >> GK_OPERATION_ON(GK_VERB_ATTACH, 0) | operations >> GK_OPERATION_ON(GK_VERB_REPLACE, 0) |
		operations >> GK_OPERATION_ON(GK_VERB_DETACH, 0)) &
	       ((1ULL << GK_FAMILY_COUNT) - 1);
}

static void check_families(const struct rule *rule, struct findings *findings)
{
	if (rule->operations & BIT(GK_OP_LOAD))
		return;
	for (uint64_t types = rule->attach_types; types; types &= types - 1) {
		const struct word *type = word_by_number(&attach_type_words, __builtin_ctzll(types));

		if (families_of(rule) & BIT(type->family))
			continue;
		findings_add(findings, CHECK_ATTACH_TYPE_FAMILY, rule->attach_types_place,
			     "'%s' is an attach type of attach:%s, which is not an operation of this rule; add the "
			     "operation "
			     "or remove the attach type",
			     type->text, word_text(&family_words, type->family));
		return;
	}
}

static void check_race(const struct rule *rule, struct findings *findings)
{
	if (!rule->race.is_set)
		return;
	if (rule->verdict == GK_DENY)
		findings_add(findings, CHECK_RACE_NEEDS_TARGET, rule->race.place,
			     "race has no effect in a deny rule, which matches unknown targets anyway; remove it");
	else if (!has_target(rule))
		findings_add(findings, CHECK_RACE_NEEDS_TARGET, rule->race.place,
			     "race has no effect without target.cgroup; remove it, or add a target.cgroup");
	else if (rule->race.number == GK_RACE_VERIFY)
		findings_add(
			findings, CHECK_ALLOW_RACED, rule->race.place,
			"a thread that repoints the descriptor can attach to a cgroup that this rule does not allow, "
			"for a moment until it is killed");
}

/* A cgroup is at or below itself and all above it, so that one below another adds nothing. */
static void check_cgroups(const struct policy *policy, struct list list, struct place place, struct findings *findings)
{
	for (unsigned int i = 0; i < list.count; i++) {
		const struct name *cgroup = policy->cgroups.item[policy->numbers[list.first + i]], *above = cgroup;

		do {
			above = above->above;
		} while (above && !list_has(policy, list, above->number));
		if (!above)
			continue;
		findings_add(findings, CHECK_DUPLICATE_WORD, place,
			     "'%.120s' is below '%.120s', which this list has already; remove it", cgroup->text,
			     above->text);
	}
}

void check_conditions(const struct policy *policy, const struct rule *rule, struct findings *findings)
{
	size_t errors = findings->errors;

	if (rule->attach_types)
		check_need(rule, &attach_types_need, rule->attach_types_place, findings);
	if (has_target(rule))
		check_need(rule, &target_need, rule->target_place, findings);
	if (rule->netns)
		check_need(rule, &netns_need, rule->netns_place, findings);
	if (has_program_condition(rule))
		check_need(rule, &program_need, rule->program_place, findings);
	if (findings->errors == errors)
		check_families(rule, findings);
	check_race(rule, findings);
	check_cgroups(policy, rule->caller_cgroups, rule->caller_place, findings);
	check_cgroups(policy, rule->target_cgroups, rule->target_place, findings);
}
