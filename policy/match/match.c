// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The meaning of a rule's conditions, slot by slot. What is not known (a target that could not be resolved or may be
 * repointed, an attach type that is not known) satisfies every condition of a deny rule and none of an allow rule: a
 * rule that allows must be sure, a rule that denies need not be. What another hook decides later, when it is known, is
 * the other way round: it is let through to that hook.
 */
#include "policy/match/match.h"

#define SLOTS(count) (~0ULL >> (64 - (count)))
#define BIT(number) (1ULL << (number))

/* The slots of a dimension that are not simply in the condition or not. */
struct dimension {
	uint64_t all;
	uint64_t unknown;
	uint64_t later;
};

#define KNOWN_TYPE(id, number, ...) | BIT(number)
#define KNOWN_BIT(number, ...) | BIT(number)

static const struct dimension attach_type_dimension = {
	.all = SLOTS(GK_ATTACH_TYPE_SLOTS),
	.unknown = ~(BIT(GK_ATTACH_TYPE_NONE) GK_ATTACH_TYPES(KNOWN_TYPE)),
};

static const struct dimension program_type_dimension = {
	.all = SLOTS(GK_PROGRAM_TYPE_SLOTS),
	.unknown = ~(BIT(GK_PROGRAM_TYPE_NONE) | BIT(GK_PROGRAM_TYPE_LATER) GK_PROGRAM_TYPES(KNOWN_BIT)),
	.later = BIT(GK_PROGRAM_TYPE_LATER),
};

static const struct dimension signature_dimension = {
	.all = SLOTS(SIGNATURE_NO_PROGRAM + 1),
	.unknown = BIT(GK_SIGNATURE_UNKNOWN) | (SLOTS(GK_SIGNATURE_SLOTS) & ~SLOTS(GK_SIGNATURE_COUNT)),
	.later = BIT(GK_SIGNATURE_LATER),
};

static const struct dimension netns_dimension = {
	.all = SLOTS(GK_NETNS_SLOTS),
	.unknown = SLOTS(GK_NETNS_SLOTS) & ~(BIT(GK_NETNS_UNKNOWN) - 1),
};

#define KNOWN_STATES (BIT(GK_PROGRAM_KNOWN) | BIT(GK_PROGRAM_DECLARED) | BIT(GK_PROGRAM_LATER) | BIT(GK_PROGRAM_NONE))

static const struct dimension name_dimension = {
	.all = SLOTS(GK_PROGRAM_STATE_SLOTS),
	.unknown = SLOTS(GK_PROGRAM_STATE_SLOTS) & ~KNOWN_STATES,
	.later = BIT(GK_PROGRAM_LATER),
};

/* A tag exists once the program is verified. */
static const struct dimension tag_dimension = {
	.all = SLOTS(GK_PROGRAM_STATE_SLOTS),
	.unknown = SLOTS(GK_PROGRAM_STATE_SLOTS) & ~KNOWN_STATES,
	.later = BIT(GK_PROGRAM_LATER) | BIT(GK_PROGRAM_DECLARED),
};

static uint64_t slots(const struct rule *rule, bool condition, uint64_t satisfied, const struct dimension *dimension)
{
	if (!condition)
		return dimension->all;
	return satisfied | (rule->verdict == GK_DENY ? dimension->unknown : dimension->later);
}

/* An operation whose family could not be known is any of that verb. */
static uint64_t operation_slots(const struct rule *rule)
{
	uint64_t operations = rule->operations;

	for (unsigned int verb = GK_VERB_ATTACH; verb <= GK_VERB_DETACH; verb++) {
		uint64_t families = OPERATIONS_OF_VERB(verb), named = rule->operations & families;

		if (rule->verdict == GK_DENY ? named != 0 : named == families)
			operations |= BIT(GK_OPERATION_ON(verb, GK_FAMILY_UNKNOWN));
	}
	return operations;
}

static uint64_t netns_slots(const struct rule *rule)
{
	uint64_t satisfied = rule->netns;

	if (satisfied & (BIT(GK_NETNS_OWN) | BIT(GK_NETNS_INIT)))
		satisfied |= BIT(GK_NETNS_OWN_INIT);
	return slots(rule, rule->netns, satisfied, &netns_dimension);
}

/* With a shared descriptor table nothing about the target is sure, unless it is verified afterwards. */
static void add_relations(const struct rule *rule, struct match *match)
{
	const uint64_t all = SLOTS(GK_RELATION_SLOTS), known = BIT(GK_TARGET_UNKNOWN) - 1;
	uint64_t satisfied = rule->relations & ~BIT(GK_TARGET_STRICTLY_BELOW);

	if (satisfied & BIT(GK_TARGET_BELOW))
		satisfied |= BIT(GK_TARGET_OWN);
	if (rule->relations & BIT(GK_TARGET_STRICTLY_BELOW))
		satisfied |= BIT(GK_TARGET_BELOW);
	if (!rule->relations && rule->target_cgroups.count == 0) {
		match->relations[0] = match->relations[1] = all;
	} else if (rule->verdict == GK_DENY) {
		match->relations[0] = satisfied | (all & ~known);
		match->relations[1] = all & ~BIT(GK_TARGET_NONE);
	} else {
		match->relations[0] = satisfied;
		match->relations[1] = rule->race.number == GK_RACE_VERIFY ? satisfied : 0;
	}
}

/* Without cgroups in which nobody is the host, and containers by name, the namespaces alone say on which side a caller
 * is. */
static bool can_be(const struct policy *policy, unsigned int from, unsigned int namespaces)
{
	if (from == GK_FROM_HOST) {
		const unsigned int needed = policy->services.count > 0 ? GK_SERVICE_NAMESPACES : GK_ALL_NAMESPACES;

		return !(namespaces & policy->host_namespaces & needed);
	}
	return namespaces & policy->host_namespaces || policy->not_in_cgroups.count > 0 || policy->uses_containers;
}

static void add_callers(const struct policy *policy, const struct rule *rule, struct match *match)
{
	for (unsigned int set = 0; set < GK_NAMESPACE_SLOTS; set++) {
		if (set & rule->init_namespaces || ~set & rule->not_init_namespaces)
			continue;
		match->namespaces[set / 64] |= BIT(set % 64);
		for (unsigned int from = 0; from < GK_FROM_COUNT; from++) {
			if (match->from & BIT(from) && can_be(policy, from, set))
				match->callers[from][set / 64] |= BIT(set % 64);
		}
	}
}

/* Who is in a container that its engine told of is not the host, whatever its namespaces. */
static uint64_t from_slots(const struct rule *rule)
{
	const uint64_t written = rule->from.is_set ? BIT(rule->from.number) : SLOTS(GK_FROM_COUNT);

	return rule->has_container ? written & BIT(GK_FROM_CONTAINER) : written;
}

void match_from_rule(const struct policy *policy, const struct rule *rule, struct match *ret_match)
{
	struct match match = {
		.policy = policy,
		.rule = rule,
		.operations = operation_slots(rule),
		.attach_types = slots(rule, rule->attach_types, rule->attach_types, &attach_type_dimension),
		.from = from_slots(rule),
		.netns = netns_slots(rule),
		.program_types = slots(rule, rule->program_types, rule->program_types, &program_type_dimension),
		.signatures = slots(rule, rule->signatures, rule->signatures, &signature_dimension),
		.program_names = slots(rule, rule->program_names.count, 0, &name_dimension),
		.program_tags = slots(rule, rule->program_tags.count, 0, &tag_dimension),
		.unknown_executable = rule->verdict == GK_DENY || rule->executables.count == 0,
	};

	add_relations(rule, &match);
	add_callers(policy, rule, &match);
	*ret_match = match;
}

bool match_no_caller(const struct match *match)
{
	uint64_t any = 0;

	for (size_t i = 0; i < NAMESPACE_WORDS; i++)
		any |= match->callers[GK_FROM_HOST][i] | match->callers[GK_FROM_CONTAINER][i];
	return !any;
}
