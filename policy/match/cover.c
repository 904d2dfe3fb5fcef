// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Whether one rule matches all that another does: dimension by dimension, cheap and telling ones first. */
#include "policy/match/match.h"

static bool within(uint64_t narrow, uint64_t wide)
{
	return !(narrow & ~wide);
}

static bool callers_within(const struct match *wide, const struct match *narrow)
{
	for (size_t from = 0; from < GK_FROM_COUNT; from++) {
		for (size_t i = 0; i < NAMESPACE_WORDS; i++) {
			if (!within(narrow->callers[from][i], wide->callers[from][i]))
				return false;
		}
	}
	return true;
}

/* Of two ascending lists of names. A list without names is no condition. */
static bool names_within(const struct policy *policy, struct list narrow, struct list wide)
{
	const unsigned int *number = policy->numbers + narrow.first, *other = policy->numbers + wide.first;
	unsigned int i = 0;

	if (wide.count == 0)
		return true;
	if (narrow.count == 0)
		return false;
	for (unsigned int j = 0; i < narrow.count && j < wide.count; j++)
		i += number[i] == other[j];
	return i == narrow.count;
}

static bool uids_within(const struct policy *policy, struct list narrow, struct list wide)
{
	const struct uid_range *range = policy->uids + narrow.first, *other = policy->uids + wide.first;
	unsigned int i = 0, j = 0;

	if (wide.count == 0)
		return true;
	if (narrow.count == 0)
		return false;
	while (i < narrow.count && j < wide.count) {
		if (other[j].last < range[i].first)
			j++;
		else if (other[j].first <= range[i].first && other[j].last >= range[i].last)
			i++;
		else
			return false;
	}
	return i == narrow.count;
}

bool list_has(const struct policy *policy, struct list list, unsigned int number)
{
	const unsigned int *numbers = policy->numbers + list.first;
	unsigned int first = 0, end = list.count;

	while (first < end) {
		unsigned int middle = (first + end) / 2;

		if (numbers[middle] == number)
			return true;
		if (numbers[middle] < number)
			first = middle + 1;
		else
			end = middle;
	}
	return false;
}

/* What is at or below one of `narrow` is at or below one of `wide`. */
static bool cgroups_within(const struct policy *policy, struct list narrow, struct list wide)
{
	for (unsigned int i = 0; i < narrow.count; i++) {
		const struct name *cgroup = policy->cgroups.item[policy->numbers[narrow.first + i]];

		while (cgroup && !list_has(policy, wide, cgroup->number))
			cgroup = cgroup->above;
		if (!cgroup)
			return false;
	}
	return true;
}

/* A path matches wherever the cgroup lies from the caller. */
static bool targets_within(const struct match *wide, const struct match *narrow)
{
	const uint64_t anywhere = 1ULL << GK_TARGET_OWN | 1ULL << GK_TARGET_BELOW | 1ULL << GK_TARGET_OUTSIDE;
	struct list cgroups = narrow->rule->target_cgroups;

	if (!within(narrow->relations[0], wide->relations[0]) || !within(narrow->relations[1], wide->relations[1]))
		return false;
	if (cgroups.count == 0)
		return true;
	if (!within(anywhere, wide->relations[0]) &&
	    !cgroups_within(narrow->policy, cgroups, wide->rule->target_cgroups))
		return false;
	return narrow->rule->verdict == GK_DENY || narrow->rule->race.number != GK_RACE_VERIFY ||
	       within(anywhere, wide->relations[1]) || wide->rule->race.number == GK_RACE_VERIFY;
}

/* Labels must all be there, of all else one must fit. */
static bool containers_within(const struct policy *policy, const struct rule *inner, const struct rule *outer)
{
	for (size_t key = 0; key < CONTAINER_LABELS; key++)
		if (!names_within(policy, inner->container[key], outer->container[key]))
			return false;
	return outer->container[CONTAINER_LABELS].count == 0 ||
	       (inner->container[CONTAINER_LABELS].count > 0 &&
		names_within(policy, outer->container[CONTAINER_LABELS], inner->container[CONTAINER_LABELS]));
}

static bool identities_within(const struct match *wide, const struct match *narrow)
{
	const struct policy *policy = wide->policy;
	const struct rule *outer = wide->rule, *inner = narrow->rule;

	if (narrow->unknown_executable > wide->unknown_executable ||
	    !names_within(policy, inner->executables, outer->executables) ||
	    !uids_within(policy, inner->uids, outer->uids))
		return false;
	if (!names_within(policy, inner->caller_units, outer->caller_units))
		return false;
	if (!containers_within(policy, inner, outer))
		return false;
	if (outer->caller_cgroups.count == 0)
		return true;
	return inner->caller_cgroups.count > 0 && cgroups_within(policy, inner->caller_cgroups, outer->caller_cgroups);
}

static bool programs_within(const struct match *wide, const struct match *narrow)
{
	return within(narrow->program_types, wide->program_types) && within(narrow->signatures, wide->signatures) &&
	       within(narrow->program_names, wide->program_names) && within(narrow->program_tags, wide->program_tags) &&
	       names_within(wide->policy, narrow->rule->program_names, wide->rule->program_names) &&
	       names_within(wide->policy, narrow->rule->program_tags, wide->rule->program_tags);
}

bool match_covers(const struct match *wide, const struct match *narrow)
{
	return within(narrow->operations, wide->operations) && within(narrow->attach_types, wide->attach_types) &&
	       within(wide->rule->capabilities, narrow->rule->capabilities) && within(narrow->netns, wide->netns) &&
	       identities_within(wide, narrow) && programs_within(wide, narrow) && targets_within(wide, narrow) &&
	       callers_within(wide, narrow);
}
