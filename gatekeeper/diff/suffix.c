// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/suffix.h"

#include <string.h>

#include "policy/image/decision.h"

#define TABLE_SIZE 8192 /* more than twice DIFF_RULES, a power of two */

struct table {
	unsigned short rule[TABLE_SIZE]; /* from 1 */
};

static bool is_default(size_t rule)
{
	return rule % DIFF_SIDE_RULES == GK_MAX_RULES;
}

static struct gk_decision decision_of(const struct diff_input *input, size_t rule)
{
	const struct gk_match match = {.rule = is_default(rule) ? GK_NO_RULE : rule % DIFF_SIDE_RULES};

	return gk_decision_of(input->image[rule / DIFF_SIDE_RULES], &match);
}

static const char *name_of(const struct diff_input *input, size_t rule)
{
	return is_default(rule) ? "" : input->image[rule / DIFF_SIDE_RULES]->rule[rule % DIFF_SIDE_RULES].name;
}

/* Is it the same rule, and does it decide the same? */
static bool decides_the_same(const struct diff_input *input, size_t one, size_t other)
{
	struct gk_decision a = decision_of(input, one), b = decision_of(input, other);

	return a.verdict == b.verdict && a.logged == b.logged &&
	       strcmp(name_of(input, one), name_of(input, other)) == 0;
}

static uint64_t add_to_hash(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

static uint64_t hash_name(const char *name)
{
	uint64_t hash = 0;

	for (; *name; name++)
		hash = add_to_hash(hash, *name);
	return hash;
}

static bool exists(const struct diff_input *input, size_t rule)
{
	return is_default(rule) || rule % DIFF_SIDE_RULES < input->image[rule / DIFF_SIDE_RULES]->rule_count;
}

/* The rules by what they decide. */
static void find_last(const struct diff_input *input, struct suffixes *suffixes)
{
	struct table table = {0};

	for (size_t rule = 0; rule < DIFF_RULES; rule++) {
		size_t at = hash_name(name_of(input, rule)) % TABLE_SIZE;

		suffixes->id[DIFF_LEVELS][rule] = SUFFIX_DEAD;
		suffixes->always[DIFF_LEVELS][rule] = true;
		if (!exists(input, rule))
			continue;
		while (table.rule[at] && !decides_the_same(input, table.rule[at] - 1, rule))
			at = (at + 1) % TABLE_SIZE;
		if (!table.rule[at])
			table.rule[at] = rule + 1;
		suffixes->id[DIFF_LEVELS][rule] = table.rule[at];
	}
}

static const uint64_t *members_of(const struct diff_classes *classes, size_t rule)
{
	return classes->member + rule * classes->words;
}

static uint64_t hash_members(const struct diff_classes *classes, size_t rule, unsigned int next)
{
	uint64_t hash = next;

	for (size_t i = 0; i < classes->words; i++)
		hash = add_to_hash(hash, members_of(classes, rule)[i]);
	return hash;
}

static size_t count_members(const struct diff_classes *classes, size_t rule)
{
	size_t count = 0;

	for (size_t i = 0; i < classes->words; i++)
		count += __builtin_popcountll(members_of(classes, rule)[i]);
	return count;
}

static bool is_the_same(const struct diff_classes *classes, const unsigned short *next, size_t one, size_t other)
{
	return next[one] == next[other] && memcmp(members_of(classes, one), members_of(classes, other),
						  classes->words * sizeof(*classes->member)) == 0;
}

static unsigned short find_first(const struct diff_classes *classes, const unsigned short *next, size_t rule,
				 struct table *table)
{
	size_t at = hash_members(classes, rule, next[rule]) % TABLE_SIZE;

	while (table->rule[at] && !is_the_same(classes, next, table->rule[at] - 1, rule))
		at = (at + 1) % TABLE_SIZE;
	if (!table->rule[at])
		table->rule[at] = rule + 1;
	return table->rule[at];
}

static void find_level(const struct diff_classes *classes, size_t level, struct suffixes *suffixes)
{
	const unsigned short *next = suffixes->id[level + 1];
	struct table table = {0};

	for (size_t rule = 0; rule < DIFF_RULES; rule++) {
		size_t count = next[rule] == SUFFIX_DEAD ? 0 : count_members(classes, rule);

		suffixes->any[level][rule] = count == classes->count;
		suffixes->always[level][rule] = count == classes->count && suffixes->always[level + 1][rule];
		suffixes->id[level][rule] = count ? find_first(classes, next, rule, &table) : SUFFIX_DEAD;
	}
}

void suffixes_find(const struct diff_input *input, const struct diff_classes *const classes[DIFF_LEVELS],
		   struct suffixes *ret_suffixes)
{
	find_last(input, ret_suffixes);
	for (size_t level = DIFF_LEVELS; level-- > 0;)
		find_level(classes[level], level, ret_suffixes);
}
