// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "random.h"

#include <stdlib.h>
#include <string.h>

#include "world.h"

/* xorshift64*: the same on every C library, since another machine's kernel is asked about the same ones. */
unsigned int random_pick(struct random_state *random, unsigned int below)
{
	random->state ^= random->state >> 12;
	random->state ^= random->state << 25;
	random->state ^= random->state >> 27;
	return (random->state * 0x2545f4914f6cdd1dULL >> 32) % below;
}

bool random_chance(struct random_state *random, unsigned int percent)
{
	return random_pick(random, 100) < percent;
}

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
		rule->is_signed = random_pick(random, 2);
}

static void say_target(struct random_state *random, struct said_rule *rule)
{
	if (random_chance(random, 70))
		rule->relations = 1 + random_pick(random, 7);
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

/* Around the edges of what somebody may say: the first and the last id, neighbours, wide ranges. */
static uint32_t pick_uid(struct random_state *random)
{
	static const uint32_t edges[] = {0,      1,      999,        1000,       1001,        65534,
					 100000, 165535, 0x7fffffff, 0x80000000, 4294967293U, 4294967294U};

	return random_chance(random, 80) ? edges[random_pick(random, sizeof(edges) / sizeof(edges[0]))]
					 : random_pick(random, 70000);
}

static void say_uids(struct random_state *random, struct said_rule *rule)
{
	rule->range_count = 1 + random_pick(random, SAID_RANGES);
	for (size_t i = 0; i < rule->range_count; i++) {
		uint32_t one = pick_uid(random), other = random_chance(random, 50) ? one : pick_uid(random);

		rule->ranges[i][0] = one < other ? one : other;
		rule->ranges[i][1] = one < other ? other : one;
	}
}

/* Most rules make sense: the host is in its own namespaces, and not where nobody is the host. */
static void make_sense(struct random_state *random, const struct said_policy *policy, struct said_rule *rule)
{
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

bool random_policy(struct random_state *random, struct said_policy *ret_policy)
{
	struct said_policy policy = {.audit = random_chance(random, 20), .deny = random_chance(random, 30)};
	unsigned int capabilities = (1U << WORLD_CAPABILITIES) - 1;

	capabilities &= ~(3U << random_pick(random, WORLD_CAPABILITIES - 1)); /* an image has room for eight */
	policy.log = random_pick(random, 3);
	policy.host = random_chance(random, 50) ? 255 : 1 + random_pick(random, 255);
	if (random_chance(random, 30))
		policy.not_in_cgroups = some(random, WORLD_CGROUPS, 3);
	policy.count = random_chance(random, 10) ? 100 + random_pick(random, 300) : random_pick(random, 14);
	policy.rules = calloc(policy.count + 1, sizeof(*policy.rules));
	if (!policy.rules)
		return false;
	for (size_t i = 0; i < policy.count; i++)
		say_rule(random, &policy, &policy.rules[i], capabilities);
	*ret_policy = policy;
	return true;
}

void said_release(struct said_policy *policy)
{
	free(policy->rules);
}

static void ask_place(struct random_state *random, uint64_t *ids, struct gk_cgroup_place *ret_place)
{
	ret_place->level = world_ids(world_places[random_pick(random, WORLD_PLACES)], ids);
	ret_place->where = (uintptr_t)ids;
}

void random_caller(struct random_state *random, struct random_request *request)
{
	const struct world_executable *executable = &world_executables[random_pick(random, WORLD_EXECUTABLES)];
	struct gk_request *asked = &request->request;

	asked->namespaces = random_chance(random, 30)   ? 0
			    : random_chance(random, 50) ? 1U << random_pick(random, 8)
							: random_pick(random, 256);
	asked->uid = random_chance(random, 5) ? 0xffffffff : pick_uid(random) + (random_chance(random, 20) ? 1 : 0);
	asked->capabilities = random_chance(random, 30) ? (1ULL << 41) - 1 : 0;
	for (size_t i = 0; i < WORLD_CAPABILITIES && random_chance(random, 80); i++)
		asked->capabilities ^= 1ULL << world_capabilities[random_pick(random, WORLD_CAPABILITIES)].number;
	asked->executable_inode = executable->inode; /* both are 0 where it is not there: not known */
	asked->executable_device = executable->device;
	if (random_chance(random, 10))
		asked->executable_inode ^= 1U << random_pick(random, 4);
	ask_place(random, request->caller, &asked->caller);
}

static unsigned int ask_operation(struct random_state *random)
{
	if (random_chance(random, 25))
		return random_pick(random, GK_OPERATION_SLOTS);
	if (random_chance(random, 35))
		return world_singles[random_pick(random, WORLD_SINGLES)].number;
	if (random_chance(random, 50))
		return (1 + random_pick(random, 3)) * 16;
	return (1 + random_pick(random, 3)) * 16 + random_pick(random, WORLD_FAMILIES);
}

static void ask_program(struct random_state *random, struct gk_request *request)
{
	const char *name = world_names[random_pick(random, WORLD_NAMES)];
	const char *tag = world_tags[random_pick(random, WORLD_TAGS)];

	request->program_state = random_chance(random, 50)   ? GK_PROGRAM_KNOWN
				 : random_chance(random, 95) ? random_pick(random, GK_PROGRAM_STATE_COUNT)
							     : random_pick(random, GK_PROGRAM_STATE_SLOTS);
	request->program_type = world_program_types[random_pick(random, WORLD_PROGRAM_TYPES)].number;
	if (random_chance(random, 10))
		request->program_type = random_chance(random, 50) ? random_pick(random, 100) : 0xffffffff;
	request->signature = random_pick(random, GK_SIGNATURE_SLOTS);
	memcpy(request->program_name, name, strlen(name));
	if (random_chance(random, 10))
		request->program_name[random_pick(random, 2)] ^= 1;
	for (size_t i = 0; i < GK_PROGRAM_TAG_SIZE; i++) {
		const char digits[] = {tag[2 * i], tag[2 * i + 1], '\0'};

		((unsigned char *)&request->program_tag)[i] = strtoul(digits, NULL, 16);
	}
}

void random_request(struct random_state *random, struct random_request *ret_request)
{
	struct gk_request *request = &ret_request->request;

	memset(ret_request, 0, sizeof(*ret_request));
	random_caller(random, ret_request);
	request->operation = ask_operation(random);
	request->attach_type = random_chance(random, 15)   ? GK_ATTACH_TYPE_NONE
			       : random_chance(random, 15) ? random_pick(random, 256)
							   : world_types[random_pick(random, WORLD_TYPES)].number;
	request->relation = random_pick(random, GK_RELATION_COUNT);
	request->shared_files = random_chance(random, 30);
	request->netns =
		random_chance(random, 95) ? random_pick(random, GK_NETNS_COUNT) : random_pick(random, GK_NETNS_SLOTS);
	ask_program(random, request);
	ask_place(random, ret_request->target, &request->target);
}
