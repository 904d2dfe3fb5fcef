// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "tests/reference/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "tests/reference/world.h"

/* What is not known: enough for a rule that denies, too little for one that allows. */
static bool not_known(const struct said_rule *rule)
{
	return rule->deny;
}

/* What another hook decides on, once it is known: a rule that allows lets it get there, one that denies waits. */
static bool known_later(const struct said_rule *rule)
{
	return !rule->deny;
}

static bool operation_fits(const struct said_rule *rule, unsigned int operation)
{
	unsigned int verb = operation / 16, family = operation % 16;
	unsigned int families = rule->operations >> (verb * 16) & 0x3fff;

	if (rule->star)
		return true;
	if (verb == 0)
		return rule->operations >> operation & 1;
	if (rule->stars >> verb & 1)
		families = 0x3fff;
	if (family == GK_FAMILY_UNKNOWN)
		return rule->deny ? families != 0 : families == 0x3fff;
	return families >> family & 1;
}

static bool type_fits(const struct said_rule *rule, unsigned int type)
{
	if (!rule->types)
		return true;
	if (type == 62) /* the operation has none */
		return false;
	if (type > 62)
		return not_known(rule);
	for (size_t i = 0; i < WORLD_TYPES; i++) {
		if (rule->types >> i & 1 && world_types[i].number == type)
			return true;
	}
	return false;
}

/* Is the place at or below one of these cgroups? What is not there is above nothing. */
static bool is_in(unsigned int cgroups, const struct gk_cgroup_place *place)
{
	const uint64_t *ids = (const uint64_t *)(uintptr_t)place->where;

	for (size_t i = 0; i < WORLD_CGROUPS; i++) {
		for (unsigned int level = 0; level <= place->level; level++) {
			if (cgroups >> i & 1 && world_cgroups[i].there &&
			    ids[level] == world_cgroup_id(world_cgroups[i].path))
				return true;
		}
	}
	return false;
}

static int side_of(const struct said_policy *policy, const struct gk_request *request)
{
	for (size_t i = 0; i < 8; i++) {
		if (policy->host >> i & 1 && request->namespaces >> i & 1)
			return SAID_CONTAINER;
	}
	return is_in(policy->not_in_cgroups, &request->caller) ? SAID_CONTAINER : SAID_HOST;
}

static bool uid_fits(const struct said_rule *rule, uint32_t uid)
{
	for (size_t i = 0; i < rule->range_count; i++) {
		if (uid >= rule->ranges[i][0] && uid <= rule->ranges[i][1])
			return true;
	}
	return rule->range_count == 0;
}

static bool executable_fits(const struct said_rule *rule, const struct gk_request *request)
{
	if (!rule->executables)
		return true;
	if (request->executable_inode == 0 && request->executable_device == 0)
		return not_known(rule);
	for (size_t i = 0; i < WORLD_EXECUTABLES; i++) {
		if (rule->executables >> i & 1 && world_executables[i].inode == request->executable_inode &&
		    world_executables[i].device == request->executable_device)
			return true;
	}
	return false;
}

static bool capabilities_fit(const struct said_rule *rule, uint64_t effective)
{
	for (size_t i = 0; i < WORLD_CAPABILITIES; i++) {
		if (rule->capabilities >> i & 1 && !(effective >> world_capabilities[i].number & 1))
			return false;
	}
	return true;
}

bool caller_fits(const struct said_policy *policy, const struct said_rule *rule, const struct gk_request *request)
{
	if (rule->from != ANY && rule->from != side_of(policy, request))
		return false;
	for (size_t i = 0; i < 8; i++) {
		bool init = !(request->namespaces >> i & 1);

		if (rule->member[i] != ANY && rule->member[i] != init)
			return false;
	}
	if (rule->caller_cgroups && !is_in(rule->caller_cgroups, &request->caller))
		return false;
	return uid_fits(rule, request->uid) && executable_fits(rule, request) &&
	       capabilities_fit(rule, request->capabilities);
}

static bool lies_as_said(const struct said_rule *rule, const struct gk_request *request)
{
	bool own = rule->relations >> SAID_OWN & 1, subtree = rule->relations >> SAID_OWN_SUBTREE & 1;

	if (request->relation == GK_TARGET_OWN && (own || subtree))
		return true;
	if (request->relation == GK_TARGET_BELOW && (subtree || rule->relations >> SAID_BELOW & 1))
		return true;
	if (request->relation == GK_TARGET_OUTSIDE && rule->relations >> SAID_OUTSIDE & 1)
		return true;
	return is_in(rule->target_cgroups, &request->target);
}

static bool target_fits(const struct said_rule *rule, const struct gk_request *request)
{
	if (!rule->relations && !rule->target_cgroups)
		return true;
	if (request->relation == GK_TARGET_NONE)
		return false;
	if (request->relation == GK_TARGET_UNKNOWN)
		return not_known(rule);
	if (request->shared_files && rule->race != SAID_RACE_VERIFY)
		return not_known(rule);
	return lies_as_said(rule, request);
}

static bool netns_fits(const struct said_rule *rule, unsigned int netns)
{
	bool own = rule->netns >> SAID_NETNS_OWN & 1, init = rule->netns >> SAID_NETNS_INIT & 1;

	if (!rule->netns)
		return true;
	switch (netns) {
	case GK_NETNS_NONE:
		return false;
	case GK_NETNS_OWN:
		return own;
	case GK_NETNS_INIT:
		return init;
	case GK_NETNS_OTHER:
		return rule->netns >> SAID_NETNS_OTHER & 1;
	case GK_NETNS_OWN_INIT:
		return own || init;
	default:
		return not_known(rule);
	}
}

static bool program_type_fits(const struct said_rule *rule, unsigned int type)
{
	if (type > 32) /* a type that this version has no word for */
		return not_known(rule);
	for (size_t i = 0; i < WORLD_PROGRAM_TYPES; i++) {
		if (rule->program_types >> i & 1 && world_program_types[i].number == type)
			return true;
	}
	return false;
}

static bool name_fits(const struct said_rule *rule, const struct gk_request *request)
{
	for (size_t i = 0; i < WORLD_NAMES; i++) {
		char name[16] = "";

		strcpy(name, world_names[i]);
		if (rule->names >> i & 1 && memcmp(name, request->program_name, sizeof(name)) == 0)
			return true;
	}
	return false;
}

static bool tag_fits(const struct said_rule *rule, const struct gk_request *request)
{
	const unsigned char *bytes = (const unsigned char *)&request->program_tag;
	unsigned long long tag = 0;

	for (size_t i = 0; i < sizeof(request->program_tag); i++)
		tag = tag << 8 | bytes[i];
	for (size_t i = 0; i < WORLD_TAGS; i++) {
		if (rule->tags >> i & 1 && strtoull(world_tags[i], NULL, 16) == tag)
			return true;
	}
	return false;
}

static bool signature_fits(const struct said_rule *rule, unsigned int signature)
{
	switch (signature) {
	case GK_SIGNATURE_BUILTIN:
	case GK_SIGNATURE_SECONDARY:
	case GK_SIGNATURE_PLATFORM:
		return rule->is_signed == SAID_SIGNED;
	case GK_SIGNATURE_UNSIGNED:
		return rule->is_signed == SAID_UNSIGNED;
	case GK_SIGNATURE_USER:
		return rule->is_signed == SAID_SIGNED_BY_USER;
	case GK_SIGNATURE_LATER:
		return known_later(rule);
	default:
		return not_known(rule);
	}
}

static bool program_fits(const struct said_rule *rule, const struct gk_request *request)
{
	bool asks = rule->program_types || rule->names || rule->tags;

	if (!asks && rule->is_signed == ANY)
		return true;
	if (request->program_state == GK_PROGRAM_NONE)
		return false;
	if (rule->is_signed != ANY && !signature_fits(rule, request->signature))
		return false;
	switch (request->program_state) {
	case GK_PROGRAM_KNOWN:
		return (!rule->program_types || program_type_fits(rule, request->program_type)) &&
		       (!rule->names || name_fits(rule, request)) && (!rule->tags || tag_fits(rule, request));
	case GK_PROGRAM_DECLARED:
		return (!rule->program_types || program_type_fits(rule, request->program_type)) &&
		       (!rule->names || name_fits(rule, request)) && (!rule->tags || known_later(rule));
	case GK_PROGRAM_LATER:
		return !asks || known_later(rule);
	default:
		return !asks || not_known(rule);
	}
}

static bool rule_fits(const struct said_policy *policy, const struct said_rule *rule, const struct gk_request *request)
{
	return operation_fits(rule, request->operation) && type_fits(rule, request->attach_type) &&
	       caller_fits(policy, rule, request) && target_fits(rule, request) && netns_fits(rule, request->netns) &&
	       program_fits(rule, request);
}

static bool is_logged(int log, bool deny)
{
	return log == SAID_ALL || (log == SAID_DENIED && deny);
}

struct opinion evaluate(const struct said_policy *policy, const struct gk_request *request)
{
	struct opinion opinion = {
		.rule = policy->count,
		.deny = policy->deny,
		.logged = is_logged(policy->log, policy->deny),
		.from = side_of(policy, request),
	};

	for (size_t i = 0; i < policy->count; i++) {
		const struct said_rule *rule = &policy->rules[i];

		if (!rule_fits(policy, rule, request))
			continue;
		opinion.rule = i;
		opinion.deny = rule->deny;
		opinion.logged = is_logged(rule->log == ANY ? policy->log : rule->log, rule->deny);
		break;
	}
	return opinion;
}
