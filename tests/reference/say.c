// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Random policies, in words. */
#include <stdlib.h>
#include <string.h>

#include "tests/reference/random.h"
#include "tests/reference/world.h"

/* A set of one to `most` of `count` things. */
static unsigned int some(struct random_state *random, unsigned int count, unsigned int most)
{
	unsigned int chosen = 0, number = 1 + random_pick(random, most);

	for (unsigned int i = 0; i < number; i++)
		chosen |= 1U << random_pick(random, count);
	return chosen;
}

static const unsigned int network_families = 1U << GK_FAMILY_XDP | 1U << GK_FAMILY_TC | 1U << GK_FAMILY_NETNS |
					     1U << GK_FAMILY_NETFILTER | 1U << GK_FAMILY_LWT;

/* Operations of one to three verbs on some of `families`. */
static void say_attaching(struct random_state *random, unsigned int families, struct said_rule *rule)
{
	unsigned int verbs = 2 + 2 * random_pick(random, 7);

	families &= some(random, WORLD_FAMILIES, 12);
	for (unsigned int verb = 1; verb <= 3; verb++)
		rule->operations |= verbs >> verb & 1 ? (uint64_t)families << (verb * 16) : 0;
}

static unsigned int families_of(const struct said_rule *rule)
{
	unsigned int families = rule->stars ? (1U << WORLD_FAMILIES) - 1 : 0;

	return families | ((rule->operations >> 16 | rule->operations >> 32 | rule->operations >> 48) & 0x3fff);
}

static void say_types(struct random_state *random, struct said_rule *rule)
{
	unsigned int types = some(random, WORLD_TYPES, 5);

	for (unsigned int i = 0; i < WORLD_TYPES; i++) {
		if (types >> i & 1 && (rule->operations & 1 || families_of(rule) >> world_types[i].family & 1))
			rule->types |= 1U << i;
	}
}

static void say_program(struct random_state *random, struct said_rule *rule)
{
	if (random_chance(random, 40))
		rule->program_types = some(random, WORLD_PROGRAM_TYPES, 3);
	if (random_chance(random, 25))
		rule->names = some(random, WORLD_NAMES, 2);
	if (random_chance(random, 25))
		rule->tags = some(random, WORLD_TAGS, 2);
	if (random_chance(random, 25))
		rule->is_signed = random_pick(random, SAID_SIGNATURES);
}

static void say_target(struct random_state *random, struct said_rule *rule)
{
	if (random_chance(random, 70))
		rule->relations = 1 + random_pick(random, 15);
	if (random_chance(random, 40) || !rule->relations)
		rule->target_cgroups = some(random, WORLD_CGROUPS, 3);
	if (!rule->deny && random_chance(random, 30))
		rule->race = random_pick(random, 2);
}

static void say_operations(struct random_state *random, struct said_rule *rule)
{
	switch (random_pick(random, 8)) {
	case 0:
	case 1: /* on cgroups */
		for (unsigned int verbs = 1 + random_pick(random, 7), verb = 1; verb <= 3; verb++)
			rule->operations |= verbs >> (verb - 1) & 1 ? 1ULL << (verb * 16) : 0;
		if (random_chance(random, 60))
			say_target(random, rule);
		break;
	case 2: /* on network namespaces */
		say_attaching(random, network_families, rule);
		if (!rule->operations)
			rule->operations = 1ULL << GK_OP_ATTACH_XDP;
		if (random_chance(random, 60))
			rule->netns = 1 + random_pick(random, 7);
		break;
	case 3: /* everything of a verb */
		rule->stars = 2 + 2 * random_pick(random, 7);
		break;
	case 4: /* all families of a verb, in words, or all but one */
		rule->operations = 0x3fffULL << (16 * (1 + random_pick(random, 3)));
		rule->operations &= random_chance(random, 50) ? ~(1ULL << random_pick(random, 64)) : ~0ULL;
		break;
	case 5:
		say_attaching(random, ~0U, rule);
		rule->operations |= some(random, 6, 3);
		break;
	default:
		rule->operations = some(random, 8, 3) | (random_chance(random, 10) ? 1U << GK_OP_UNKNOWN : 0);
		break;
	}
}

/* What every operation of the rule has, it may have a condition on. */
static void say_what(struct random_state *random, struct said_rule *rule)
{
	const uint64_t attaching = ~0xffffULL,
		       with_program = attaching | 1 << GK_OP_LOAD | 1 << GK_OP_RUN | 1 << GK_OP_PIN | 1 << GK_OP_GET;

	say_operations(random, rule);
	if (random_chance(random, 5)) {
		memset(rule, 0, offsetof(struct said_rule, from));
		rule->relations = rule->target_cgroups = rule->netns = 0;
		rule->race = ANY;
		rule->deny = random_chance(random, 50);
		rule->star = true;
		return;
	}
	if (!(rule->operations & ~(attaching | 1)) && random_chance(random, 40))
		say_types(random, rule);
	if (!(rule->operations & ~with_program) && random_chance(random, 40))
		say_program(random, rule);
}

static void say_uids(struct random_state *random, struct said_rule *rule)
{
	rule->range_count = 1 + random_pick(random, SAID_RANGES);
	for (size_t i = 0; i < rule->range_count; i++) {
		uint32_t one = random_uid(random), other = random_chance(random, 50) ? one : random_uid(random);

		rule->ranges[i][0] = one < other ? one : other;
		rule->ranges[i][1] = one < other ? other : one;
	}
}

/*
 * Most rules make sense: the host is in its own namespaces, and not where nobody is the host. A container in the host's
 * namespaces makes sense where there are cgroups in which nobody is the host.
 */
static void make_sense(struct random_state *random, const struct said_policy *policy, struct said_rule *rule)
{
	for (size_t i = 0; i < 8 && rule->from == SAID_CONTAINER && policy->not_in_cgroups; i++) {
		if (policy->host >> i & 1 && random_chance(random, 60))
			rule->member[i] = 1;
	}
	if (rule->from != SAID_HOST || random_chance(random, 2))
		return;
	for (size_t i = 0; i < 8; i++) {
		if (policy->host >> i & 1 && rule->member[i] == 0)
			rule->member[i] = 1;
	}
	if (policy->not_in_cgroups)
		rule->caller_cgroups = 0;
}

static void say_caller(struct random_state *random, const struct said_policy *policy, struct said_rule *rule,
		       unsigned int capabilities)
{
	rule->from = random_chance(random, 50) ? (int)random_pick(random, 2) : ANY;
	for (size_t i = 0; i < 8; i++)
		rule->member[i] = random_chance(random, 8) ? (int)random_pick(random, 2) : ANY;
	if (random_chance(random, 15))
		say_uids(random, rule);
	if (random_chance(random, 20))
		rule->executables = some(random, WORLD_EXECUTABLES, 3);
	if (random_chance(random, 20))
		rule->caller_cgroups = some(random, WORLD_CGROUPS, 3);
	if (random_chance(random, 15))
		rule->capabilities = some(random, WORLD_CAPABILITIES, 3) & capabilities;
	make_sense(random, policy, rule);
}

static void say_rule(struct random_state *random, const struct said_policy *policy, struct said_rule *rule,
		     unsigned int capabilities)
{
	memset(rule, 0, sizeof(*rule));
	rule->is_signed = rule->race = ANY;
	rule->deny = random_chance(random, 50);
	say_what(random, rule);
	say_caller(random, policy, rule, capabilities);
	rule->log = random_chance(random, 30) ? (int)random_pick(random, 3) : ANY;
}

/* A rule that is like an earlier one, but for a condition or two: one of them may match all that the other does. */
static void say_again(struct random_state *random, const struct said_rule *earlier, struct said_rule *rule)
{
	*rule = *earlier;
	for (unsigned int changes = random_pick(random, 3); changes > 0; changes--) {
		switch (random_pick(random, 10)) {
		case 0:
			rule->deny = !rule->deny;
			rule->race = ANY;
			break;
		case 9:
			if (!rule->deny && (rule->relations || rule->target_cgroups))
				rule->race = (int)random_pick(random, 3) - 1;
			break;
		case 1:
			rule->from = ANY;
			break;
		case 2:
			rule->member[random_pick(random, 8)] = ANY;
			break;
		case 3:
			rule->range_count = rule->range_count ? random_pick(random, rule->range_count) : 0;
			break;
		case 4:
			rule->executables &= random_pick(random, 1 << WORLD_EXECUTABLES);
			break;
		case 5:
			rule->caller_cgroups = rule->caller_cgroups ? some(random, WORLD_CGROUPS, 2) : 0;
			break;
		case 6:
			rule->target_cgroups = rule->target_cgroups ? some(random, WORLD_CGROUPS, 2) : 0;
			break;
		case 7:
			rule->capabilities &= random_pick(random, 1 << WORLD_CAPABILITIES);
			break;
		default:
			rule->program_types &= random_pick(random, 1 << WORLD_PROGRAM_TYPES);
			rule->names &= random_pick(random, 1 << WORLD_NAMES);
			rule->netns = rule->netns ? 1 + random_pick(random, 7) : 0;
			break;
		}
	}
}

static void say_rules(struct random_state *random, struct said_policy *policy)
{
	unsigned int capabilities = (1U << WORLD_CAPABILITIES) - 1;

	capabilities &= ~(3U << random_pick(random, WORLD_CAPABILITIES - 1)); /* an image has room for eight */
	for (size_t i = 0; i < policy->count; i++) {
		if (i > 0 && random_chance(random, 25))
			say_again(random, &policy->rules[random_pick(random, i)], &policy->rules[i]);
		else
			say_rule(random, policy, &policy->rules[i], capabilities);
	}
}

bool random_policy(struct random_state *random, struct said_policy *ret_policy)
{
	struct said_policy policy = {.audit = random_chance(random, 20), .deny = random_chance(random, 30)};
	policy.log = random_pick(random, 3);
	policy.host = random_chance(random, 50) ? 255 : 1 + random_pick(random, 255);
	if (random_chance(random, 30))
		policy.not_in_cgroups = some(random, WORLD_CGROUPS, 3);
	policy.count = random_chance(random, 10) ? 100 + random_pick(random, 300) : random_pick(random, 14);
	policy.rules = calloc(policy.count + 1, sizeof(*policy.rules));
	if (!policy.rules)
		return false;
	say_rules(random, &policy);
	*ret_policy = policy;
	return true;
}

void said_release(struct said_policy *policy)
{
	free(policy->rules);
}
