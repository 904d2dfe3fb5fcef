// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Callers that there can't be, and callers that a policy leaves nothing to. */
#include "policy/check/check.h"

#include "policy/base/cleanup.h"
#include "policy/language/paths.h"
#include "policy/language/words.h"

#define BIT(number) (1ULL << (number))

/* Where gatekeeper.service runs. */
#define OWN_CGROUP "/system.slice/gatekeeper.service"

static const char *cgroup_text(const struct policy *policy, struct list list, unsigned int i)
{
	return policy->cgroups.item[policy->numbers[list.first + i]]->text;
}

/* Is the cgroup below one in which nobody is the host? */
static bool never_host(const struct policy *policy, const char *path)
{
	for (unsigned int i = 0; i < policy->not_in_cgroups.count; i++) {
		if (path_is_below(path, cgroup_text(policy, policy->not_in_cgroups, i)))
			return true;
	}
	return false;
}

/* Is there a caller at or below one of the rule's cgroups that is in one in which nobody is the host? */
static bool reaches_never_host(const struct policy *policy, const struct rule *rule)
{
	for (unsigned int i = 0; i < rule->caller_cgroups.count; i++) {
		const char *path = cgroup_text(policy, rule->caller_cgroups, i);

		if (never_host(policy, path))
			return true;
		for (unsigned int j = 0; j < policy->not_in_cgroups.count; j++) {
			if (path_is_below(cgroup_text(policy, policy->not_in_cgroups, j), path))
				return true;
		}
	}
	return false;
}

static void report_namespaces(const struct policy *policy, const struct rule *rule, struct findings *findings)
{
	uint8_t outside = rule->not_init_namespaces & policy->host_namespaces;

	if (rule->from.number == GK_FROM_HOST)
		findings_add(findings, CHECK_CONTRADICTORY_NAMESPACES, rule->caller_place,
			     "no caller matches: a host caller is in the init %s namespace, and the rule asks for "
			     "another one",
			     word_text(&namespace_words, __builtin_ctz(outside)));
	else
		findings_add(
			findings, CHECK_CONTRADICTORY_NAMESPACES, rule->caller_place,
			"no caller matches: a caller in the init namespace of every type in host.namespaces is the "
			"host, not a container");
}

static void check_host_cgroups(const struct policy *policy, const struct rule *rule, struct findings *findings)
{
	if (rule->from.number != GK_FROM_HOST || rule->caller_cgroups.count == 0)
		return;
	for (unsigned int i = 0; i < rule->caller_cgroups.count; i++) {
		if (!never_host(policy, cgroup_text(policy, rule->caller_cgroups, i)))
			return;
	}
	findings_add(findings, CHECK_CONTRADICTORY_CGROUP, rule->caller_place,
		     "no caller matches: host.not-in-cgroups makes every caller in '%.200s' a container",
		     cgroup_text(policy, rule->caller_cgroups, 0));
}

/* A container with all the host's namespaces is one by its cgroup alone. */
static void check_container_cgroups(const struct policy *policy, const struct rule *rule, struct findings *findings)
{
	if (rule->from.number != GK_FROM_CONTAINER || rule->caller_cgroups.count == 0 || rule->has_container ||
	    (rule->init_namespaces & policy->host_namespaces) != policy->host_namespaces ||
	    reaches_never_host(policy, rule))
		return;
	findings_add(findings, CHECK_CONTRADICTORY_CGROUP, rule->caller_place,
		     "no caller matches: in the init namespaces only a caller in host.not-in-cgroups is a "
		     "container, and '%.200s' is not",
		     cgroup_text(policy, rule->caller_cgroups, 0));
}

void check_contradictions(const struct match *match, struct findings *findings)
{
	const struct policy *policy = match->policy;
	const struct rule *rule = match->rule;

	if (policy->host_broken)
		return;
	if (rule->has_container && rule->from.is_set && rule->from.number == GK_FROM_HOST) {
		findings_add(findings, CHECK_CONTRADICTORY_CONTAINER, rule->caller_place,
			     "no caller matches: who is in a container that its engine told of is not the host; remove "
			     "from, or container");
		return;
	}
	if (match_no_caller(match)) {
		report_namespaces(policy, rule, findings);
		return;
	}
	if (!rule->from.is_set)
		return;
	check_host_cgroups(policy, rule, findings);
	check_container_cgroups(policy, rule, findings);
}

/* Does the rule match whatever a caller of the host asks for with its operations? */
static bool refuses_host(const struct match *match)
{
	const struct rule *rule = match->rule;

	if (rule->uids.count || rule->executables.count || rule->caller_cgroups.count || rule->caller_units.count ||
	    rule->has_container || rule->capabilities)
		return false;
	if (rule->program_types || rule->program_names.count || rule->program_tags.count || rule->signatures ||
	    rule->attach_types)
		return false;
	return !(rule->from.is_set && rule->from.number == GK_FROM_CONTAINER) && !rule->not_init_namespaces &&
	       !(rule->init_namespaces & ~match->policy->host_namespaces);
}

static bool allows_some_host(const struct match *match)
{
	uint64_t hosts = 0;

	for (size_t i = 0; i < NAMESPACE_WORDS; i++)
		hosts |= match->callers[GK_FROM_HOST][i];
	return hosts != 0;
}

/*
 * Is the operation refused to every caller of the host, without being named? By which rule of '*'; NULL: the default.
 */
static bool is_locked(const struct policy *policy, const struct match *matches, unsigned int operation,
		      const struct rule **ret_rule)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		if (!(matches[i].operations & BIT(operation)))
			continue;
		if (matches[i].rule->verdict == GK_ALLOW && allows_some_host(&matches[i]))
			return false;
		if (matches[i].rule->verdict == GK_DENY && refuses_host(&matches[i])) {
			*ret_rule = matches[i].rule;
			return matches[i].rule->operations == OPERATIONS_ALL;
		}
	}
	*ret_rule = NULL;
	return policy->default_verdict.number == GK_DENY;
}

static void check_host(const struct policy *policy, const struct match *matches, struct findings *findings)
{
	static const unsigned int needed[] = {GK_OP_LOAD, GK_OP_GET, GK_OP_MAP_DATA};

	for (size_t i = 0; i < ARRAY_LENGTH(needed); i++) {
		const struct rule *rule;

		if (!is_locked(policy, matches, needed[i], &rule))
			continue;
		findings_add(
			findings, CHECK_LOCKS_OUT_HOST, rule ? rule->operations_place : policy->default_verdict.place,
			"no caller of the host may '%s': systemd, bpftool and container runtimes will fail; allow it "
			"to the callers that need it in an earlier rule",
			word_text(&operation_words, needed[i]));
		return;
	}
}

void check_lockouts(const struct policy *policy, const struct match *matches, struct findings *findings)
{
	check_host(policy, matches, findings);
	for (unsigned int i = 0; i < policy->not_in_cgroups.count; i++) {
		const struct name *name = policy->cgroups.item[policy->numbers[policy->not_in_cgroups.first + i]];

		if (path_is_below(OWN_CGROUP, name->text))
			findings_add(findings, CHECK_LOCKS_OUT_GATEKEEPER, name->place,
				     "the gatekeeper itself (" OWN_CGROUP
				     ") runs in '%.100s', where every caller is a container; "
				     "list only cgroups of containers",
				     name->text);
	}
}
