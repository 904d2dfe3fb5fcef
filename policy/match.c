// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The meaning of a rule's conditions, slot by slot. What is not known (a target that could not be resolved or may be
 * repointed, an attach type that is not known) satisfies every condition of a deny rule and none of an allow rule:
 * a rule that allows must be sure, a rule that denies need not be.
 */
#include "match.h"

#define SLOTS(count) (~0ULL >> (64 - (count)))
#define BIT(number) (1ULL << (number))

/* '*' is also what this version has no name for. */
static uint64_t operation_slots(const struct rule *rule)
{
	if (rule->operations == OPERATIONS_ALL)
		return SLOTS(GK_OPERATION_SLOTS);
	return rule->operations;
}

#define KNOWN_ATTACH_TYPE(number, word, column) | BIT(number)
static const uint64_t known_attach_types = 0 GK_ATTACH_TYPES(KNOWN_ATTACH_TYPE);

static uint64_t attach_type_slots(const struct rule *rule)
{
	if (!rule->attach_types)
		return SLOTS(GK_ATTACH_TYPE_SLOTS);
	if (rule->verdict == GK_DENY)
		return rule->attach_types | ~known_attach_types;
	return rule->attach_types;
}

static uint64_t relation_slots(const struct rule *rule)
{
	const uint64_t known = BIT(GK_TARGET_UNKNOWN) - 1;
	uint64_t slots = rule->target;

	if (!rule->target)
		return SLOTS(GK_RELATION_SLOTS);
	if (slots & BIT(GK_TARGET_BELOW))
		slots |= BIT(GK_TARGET_OWN);
	if (rule->verdict == GK_DENY)
		slots |= SLOTS(GK_RELATION_SLOTS) & ~known;
	return slots;
}

static void add_namespaces(const struct policy *policy, const struct rule *rule, struct match *match)
{
	for (unsigned int set = 0; set < GK_NAMESPACE_SLOTS; set++) {
		enum gk_from from = (set & policy->host_namespaces) ? GK_FROM_CONTAINER : GK_FROM_HOST;

		if (set & rule->init_namespaces || ~set & rule->not_init_namespaces)
			continue;
		match->namespaces[set / 64] |= BIT(set % 64);
		if (match->from & BIT(from))
			match->callers[set / 64] |= BIT(set % 64);
	}
}

void match_from_rule(const struct policy *policy, const struct rule *rule, struct match *ret_match)
{
	struct match match = {
		.operations = operation_slots(rule),
		.attach_types = attach_type_slots(rule),
		.from = rule->has_from ? BIT(rule->from) : SLOTS(GK_FROM_SLOTS),
		.relations = relation_slots(rule),
	};

	add_namespaces(policy, rule, &match);
	*ret_match = match;
}

bool match_no_caller(const struct match *match)
{
	for (size_t i = 0; i < GK_NAMESPACE_SLOTS / 64; i++) {
		if (match->callers[i])
			return false;
	}
	return true;
}

bool match_covers(const struct match *wide, const struct match *narrow)
{
	if (narrow->operations & ~wide->operations || narrow->attach_types & ~wide->attach_types ||
	    narrow->relations & ~wide->relations)
		return false;
	for (size_t i = 0; i < GK_NAMESPACE_SLOTS / 64; i++) {
		if (narrow->callers[i] & ~wide->callers[i])
			return false;
	}
	return true;
}
