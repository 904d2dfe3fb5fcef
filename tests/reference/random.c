// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Random numbers, and random requests of the things of the world. */
#include "tests/reference/random.h"

#include <stdlib.h>
#include <string.h>

#include "tests/reference/world.h"

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

uint32_t random_uid(struct random_state *random)
{
	static const uint32_t edges[] = {0,      1,      999,        1000,       1001,        65534,
					 100000, 165535, 0x7fffffff, 0x80000000, 4294967293U, 4294967294U};

	return random_chance(random, 80) ? edges[random_pick(random, sizeof(edges) / sizeof(edges[0]))]
					 : random_pick(random, 70000);
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
	asked->uid = random_chance(random, 5) ? 0xffffffff : random_uid(random) + (random_chance(random, 20) ? 1 : 0);
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

static void set_name(struct gk_request *request, const char *name)
{
	memset(request->program_name, 0, sizeof(request->program_name));
	memcpy(request->program_name, name, strlen(name));
}

static void set_tag(struct gk_request *request, const char *tag)
{
	for (size_t i = 0; i < GK_PROGRAM_TAG_SIZE; i++) {
		const char digits[] = {tag[2 * i], tag[2 * i + 1], '\0'};

		((unsigned char *)&request->program_tag)[i] = strtoul(digits, NULL, 16);
	}
}

static void ask_program(struct random_state *random, struct gk_request *request)
{
	request->program_state = random_chance(random, 50)   ? GK_PROGRAM_KNOWN
				 : random_chance(random, 95) ? random_pick(random, GK_PROGRAM_STATE_COUNT)
							     : random_pick(random, GK_PROGRAM_STATE_SLOTS);
	request->program_type = world_program_types[random_pick(random, WORLD_PROGRAM_TYPES)].number;
	if (random_chance(random, 10))
		request->program_type = random_chance(random, 50) ? random_pick(random, 100) : 0xffffffff;
	request->signature = random_pick(random, GK_SIGNATURE_SLOTS);
	set_name(request, world_names[random_pick(random, WORLD_NAMES)]);
	if (random_chance(random, 10))
		request->program_name[random_pick(random, 2)] ^= 1;
	set_tag(request, world_tags[random_pick(random, WORLD_TAGS)]);
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
	request->relation = random_pick(random, GK_TARGET_UNKNOWN + 1);
	request->shared_files = random_chance(random, 30);
	request->netns =
		random_chance(random, 95) ? random_pick(random, GK_NETNS_COUNT) : random_pick(random, GK_NETNS_SLOTS);
	ask_program(random, request);
	ask_place(random, ret_request->target, &request->target);
}

/* A random bit of a set that is not empty. */
static unsigned int one_of(struct random_state *random, uint64_t set)
{
	for (unsigned int skip = random_pick(random, __builtin_popcountll(set)); skip > 0; skip--)
		set &= set - 1;
	return __builtin_ctzll(set);
}

static void suit_operation(struct random_state *random, const struct said_rule *rule, struct gk_request *request)
{
	uint64_t operations = rule->operations;

	for (unsigned int verb = 1; verb <= 3; verb++)
		operations |= rule->stars >> verb & 1 ? 0x3fffULL << (16 * verb) : 0;
	if (operations)
		request->operation = one_of(random, operations);
	if (request->operation >= 16 && random_chance(random, 10))
		request->operation |= GK_FAMILY_UNKNOWN;
	if (rule->types)
		request->attach_type = world_types[one_of(random, rule->types)].number;
}

static void suit_side(struct random_state *random, const struct said_policy *policy, const struct said_rule *rule,
		      struct gk_request *request)
{
	if (rule->from == SAID_HOST)
		request->namespaces &= ~policy->host;
	if (rule->from == SAID_CONTAINER && !(request->namespaces & policy->host) && !policy->not_in_cgroups)
		request->namespaces |= 1U << one_of(random, policy->host);
	for (size_t i = 0; i < 8; i++) {
		if (rule->member[i] == 1)
			request->namespaces &= ~(1U << i);
		else if (rule->member[i] == 0)
			request->namespaces |= 1U << i;
	}
}

/* Some cgroup at or below one of a set, if luck has it. */
static void suit_place(struct random_state *random, unsigned int cgroups, uint64_t *ids, struct gk_cgroup_place *place)
{
	for (unsigned int tries = 0; cgroups && tries < 10; tries++) {
		const char *base = world_cgroups[one_of(random, cgroups)].path;
		const char *path = world_places[random_pick(random, WORLD_PLACES)];

		if (strncmp(path, base, strlen(base)) != 0)
			continue;
		place->level = world_ids(path, ids);
		return;
	}
}

static void suit_caller(struct random_state *random, const struct said_policy *policy, const struct said_rule *rule,
			struct random_request *asked)
{
	struct gk_request *request = &asked->request;
	const struct world_executable *executable;

	suit_side(random, policy, rule, request);
	if (rule->range_count)
		request->uid = rule->ranges[random_pick(random, rule->range_count)][random_pick(random, 2)];
	if (rule->executables) {
		executable = &world_executables[one_of(random, rule->executables)];
		request->executable_inode = executable->inode;
		request->executable_device = executable->device;
	}
	for (size_t i = 0; i < WORLD_CAPABILITIES; i++)
		request->capabilities |= rule->capabilities >> i & 1 ? 1ULL << world_capabilities[i].number : 0;
	suit_place(random, rule->caller_cgroups, asked->caller, &request->caller);
}

static void suit_program(struct random_state *random, const struct said_rule *rule, struct gk_request *request)
{
	static const unsigned char fitting[] = {
		[SAID_UNSIGNED] = GK_SIGNATURE_UNSIGNED,
		[SAID_SIGNED] = GK_SIGNATURE_SECONDARY,
		[SAID_SIGNED_BY_USER] = GK_SIGNATURE_USER,
	};

	if (rule->program_types)
		request->program_type = world_program_types[one_of(random, rule->program_types)].number;
	if (rule->names)
		set_name(request, world_names[one_of(random, rule->names)]);
	if (rule->tags)
		set_tag(request, world_tags[one_of(random, rule->tags)]);
	if (rule->is_signed != ANY && random_chance(random, 80))
		request->signature = fitting[rule->is_signed];
}

static void suit_target(struct random_state *random, const struct said_rule *rule, struct random_request *asked)
{
	static const unsigned char relation[] = {GK_TARGET_OWN, GK_TARGET_BELOW, GK_TARGET_OUTSIDE, GK_TARGET_BELOW};
	static const unsigned char netns[] = {GK_NETNS_OWN, GK_NETNS_INIT, GK_NETNS_OTHER};

	if (rule->relations && random_chance(random, 70))
		asked->request.relation = relation[one_of(random, rule->relations)];
	if (rule->netns && random_chance(random, 80))
		asked->request.netns = netns[one_of(random, rule->netns)];
	suit_place(random, rule->target_cgroups, asked->target, &asked->request.target);
}

/* Each part more often than not, so that a rule is missed by one condition as well as matched. */
void random_request_for(struct random_state *random, const struct said_policy *policy, const struct said_rule *rule,
			struct random_request *ret_request)
{
	random_request(random, ret_request);
	if (random_chance(random, 95))
		suit_operation(random, rule, &ret_request->request);
	if (random_chance(random, 85))
		suit_caller(random, policy, rule, ret_request);
	if (random_chance(random, 85))
		suit_target(random, rule, ret_request);
	if (random_chance(random, 85))
		suit_program(random, rule, &ret_request->request);
}
