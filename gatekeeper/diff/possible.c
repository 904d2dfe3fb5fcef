// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/possible.h"

#include <errno.h>
#include <stdlib.h>

#include "policy/base/cleanup.h"

static void add(uint64_t *set, size_t bit)
{
	set[bit / 64] |= 1ULL << (bit % 64);
}

int possible_find(const struct diff_classes *targets, const struct diff_classes *callers, size_t cgroup_count,
		  struct possible *possible)
{
	const size_t words = (cgroup_count + 63) / 64;

	*possible = (struct possible){.targets = targets, .callers = callers, .words = words};
	possible->is_any = calloc(targets->count + 1, sizeof(*possible->is_any));
	possible->target_cgroup = calloc(targets->count * words + 1, sizeof(uint64_t));
	possible->caller_cgroup = calloc(callers->count * words + 1, sizeof(uint64_t));
	if (!possible->is_any || !possible->target_cgroup || !possible->caller_cgroup)
		return -ENOMEM;
	for (size_t i = 0; i < targets->value_count; i++) {
		if ((targets->value[i] & 7) == GK_TARGET_OWN)
			add(possible->target_cgroup + targets->class_of[i] * words, targets->value[i] >> 4);
		else
			possible->is_any[targets->class_of[i]] = true;
	}
	for (size_t i = 0; i < callers->value_count; i++)
		add(possible->caller_cgroup + callers->class_of[i] * words, callers->value[i] >> 8);
	return 0;
}

void possible_release(struct possible *possible)
{
	free(possible->is_any);
	free(possible->target_cgroup);
	free(possible->caller_cgroup);
	*possible = (struct possible){0};
}

static bool is_empty(const uint64_t *set, size_t words)
{
	for (size_t word = 0; word < words; word++) {
		if (set[word])
			return false;
	}
	return true;
}

static bool has_common_cgroup(const struct possible *possible, size_t target, size_t caller)
{
	const uint64_t *of_target = possible->target_cgroup + target * possible->words,
		       *of_caller = possible->caller_cgroup + caller * possible->words;

	for (size_t word = 0; word < possible->words; word++) {
		if (of_target[word] & of_caller[word])
			return true;
	}
	return false;
}

/* All of these targets are the own cgroup. */
static bool is_possible(const struct possible *possible, size_t target, const uint64_t *callers)
{
	for (size_t word = 0; word < possible->callers->words; word++) {
		for (uint64_t bits = callers[word]; bits; bits &= bits - 1) {
			if (has_common_cgroup(possible, target, word * 64 + __builtin_ctzll(bits)))
				return true;
		}
	}
	return false;
}

bool possible_is(const struct possible *possible, const uint64_t *targets, const uint64_t *callers)
{
	if (is_empty(callers, possible->callers->words))
		return false;
	for (size_t target = 0; target < possible->targets->count; target++) {
		if (diff_bit(targets, target) && (possible->is_any[target] || is_possible(possible, target, callers)))
			return true;
	}
	return false;
}
