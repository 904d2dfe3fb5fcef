// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/diff/change.h"

#define STEPS_MAX 100000000ULL /* less than a second: more, and the policies have too little in common */

/* The rules of one side that can still decide, in their order. The last one always matches. */
struct live {
	unsigned short rule[DIFF_SIDE_RULES];
	size_t count;
};

struct at_level {
	struct live live[DIFF_SIDES];
	uint64_t *concerned;    /* set of the classes on which the sides can differ */
	struct state_key *hash; /* by class: which of the live rules it satisfies */
	unsigned int *listed;   /* the concerned classes */
	unsigned int *order;    /* the same, those of equal hashes together */
	size_t count;
	unsigned int *slot;  /* hash table of groups, from 1 */
	unsigned int *first; /* a class, by group */
	unsigned int *end;   /* in order[], by group */
};

struct walk {
	struct difference *difference;
	struct change_set set;
	struct suffixes *suffixes;
	struct reached reached;
	struct at_level level[DIFF_LEVELS + 1];
	uint64_t seen[DIFF_RULES / 64 + 1];
};

static uint64_t mix(uint64_t value)
{
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
	value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
	return value ^ value >> 31;
}

static void add_to_key(struct state_key *key, uint64_t value)
{
	key->half[0] = mix(key->half[0] ^ mix(value + 0x9e3779b97f4a7c15ULL)) + 0x8cb92ba72f3d8dd7ULL;
	key->half[1] = mix(key->half[1] ^ mix(value + 0xd1b54a32d192ed03ULL)) + 0xaef17502108ef2d9ULL;
}

/* Drops rules that can't decide any more: they match nothing, or an earlier one that is the same matches all of it. */
static void trim(struct walk *walk, size_t level, struct live *live)
{
	const unsigned short *id = walk->suffixes->id[level];
	size_t count = 0;

	memset(walk->seen, 0, sizeof(walk->seen));
	for (size_t i = 0; i < live->count; i++) {
		unsigned int rule = live->rule[i];

		if (id[rule] == SUFFIX_DEAD || diff_bit(walk->seen, id[rule] - 1U))
			continue;
		walk->seen[(id[rule] - 1) / 64] |= 1ULL << ((id[rule] - 1) % 64);
		live->rule[count++] = rule;
		if (walk->suffixes->always[level][rule])
			break;
	}
	live->count = count;
}

static bool is_the_same(const struct walk *walk, size_t level)
{
	const struct live *live = walk->level[level].live;
	const unsigned short *id = walk->suffixes->id[level];

	if (live[0].count != live[1].count)
		return false;
	for (size_t i = 0; i < live[0].count; i++) {
		if (id[live[0].rule[i]] != id[live[1].rule[i]])
			return false;
	}
	return true;
}

/* Which target it is matters to the callers that it can be the own cgroup of. */
static struct state_key key_of(const struct walk *walk, size_t level)
{
	struct state_key key = {0};

	add_to_key(&key, level);
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		const struct live *live = &walk->level[level].live[side];

		for (size_t i = 0; i < live->count; i++)
			add_to_key(&key, walk->suffixes->id[level][live->rule[i]]);
		add_to_key(&key, DIFF_RULES + 1);
	}
	for (size_t i = 0; level > DIFF_TARGET && level <= DIFF_CALLER && i < walk->set.classes[DIFF_TARGET]->words;
	     i++)
		add_to_key(&key, walk->set.path[DIFF_TARGET][i]);
	return key;
}

static int add_change(struct walk *walk, size_t level)
{
	const struct live *live = walk->level[level].live;
	unsigned int change;
	int error = change_set_add(&walk->set, level, live[0].rule[0], live[1].rule[0], &change);

	if (error == -ENOENT)
		return 0;
	return error ? error : reached_add(&walk->reached, change);
}

static int repeat_changes(struct walk *walk, size_t level, const struct state *state)
{
	int error = 0;

	walk->difference->steps += state->count;
	for (unsigned int i = 0; i < state->count && !error; i++) {
		unsigned int change = walk->reached.kept[state->first + i];

		change_set_widen(&walk->set, level, change);
		error = reached_add(&walk->reached, change);
	}
	return error;
}

static const uint64_t *members_of(const struct diff_classes *classes, unsigned int rule)
{
	return classes->member + rule * classes->words;
}

static void add_members(const struct diff_classes *classes, const struct live *live, size_t first, size_t end,
			uint64_t *set)
{
	for (size_t i = first; i < end; i++) {
		for (size_t word = 0; word < classes->words; word++)
			set[word] |= members_of(classes, live->rule[i])[word];
	}
}

/*
 * The sides begin and end with rules that are the same: they differ only on classes that satisfy one between these. An
 * edit concerns few classes, whatever the number of rules.
 */
static void find_concerned(struct walk *walk, size_t level)
{
	const struct diff_classes *classes = walk->set.classes[level];
	const unsigned short *id = walk->suffixes->id[level];
	const struct live *before = &walk->level[level].live[0], *after = &walk->level[level].live[1];
	const size_t shorter = before->count < after->count ? before->count : after->count;
	uint64_t *concerned = walk->level[level].concerned;
	size_t first = 0, last = 0;

	while (first < shorter && id[before->rule[first]] == id[after->rule[first]])
		first++;
	while (last < shorter - first &&
	       id[before->rule[before->count - 1 - last]] == id[after->rule[after->count - 1 - last]])
		last++;
	memset(concerned, 0, classes->words * sizeof(*concerned));
	add_members(classes, before, first, before->count - last, concerned);
	add_members(classes, after, first, after->count - last, concerned);
}

/* Rules that all classes satisfy distinguish none. */
static void hash_classes(struct walk *walk, size_t level)
{
	const struct diff_classes *classes = walk->set.classes[level];
	struct at_level *at = &walk->level[level];

	memset(at->hash, 0, classes->count * sizeof(*at->hash));
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		for (size_t i = 0; i < at->live[side].count; i++) {
			const unsigned int rule = at->live[side].rule[i];
			const uint64_t *member = members_of(classes, rule);
			const uint64_t low = mix(2 * rule + 1), high = mix(low + 0x632be59bd9b4e019ULL);

			if (walk->suffixes->any[level][rule])
				continue;
			walk->difference->steps += classes->words;
			for (size_t word = 0; word < classes->words; word++) {
				for (uint64_t bits = member[word] & at->concerned[word]; bits; bits &= bits - 1) {
					size_t class = word * 64 + __builtin_ctzll(bits);

					at->hash[class].half[0] += low;
					at->hash[class].half[1] += high;
					walk->difference->steps++;
				}
			}
		}
	}
}

static bool has_equal_hash(const struct at_level *at, unsigned int one, unsigned int other)
{
	return at->hash[one].half[0] == at->hash[other].half[0] && at->hash[one].half[1] == at->hash[other].half[1];
}

/* The number of the group of a class, which is a new one if no other class before it had its hash. */
static unsigned int find_group(struct at_level *at, unsigned int class, size_t size, size_t *groups)
{
	size_t slot = at->hash[class].half[0] & (size - 1);

	while (at->slot[slot] && !has_equal_hash(at, class, at->first[at->slot[slot] - 1]))
		slot = (slot + 1) & (size - 1);
	if (!at->slot[slot]) {
		at->first[*groups] = class;
		at->end[*groups] = 0;
		at->slot[slot] = ++*groups;
	}
	return at->slot[slot] - 1;
}

static size_t list_concerned(struct at_level *at, size_t words)
{
	size_t count = 0;

	for (size_t word = 0; word < words; word++) {
		for (uint64_t bits = at->concerned[word]; bits; bits &= bits - 1)
			at->listed[count++] = word * 64 + __builtin_ctzll(bits);
	}
	return count;
}

/* Puts the concerned classes that satisfy the same rules together. */
static void group_classes(struct walk *walk, size_t level)
{
	struct at_level *at = &walk->level[level];
	size_t size = 2, groups = 0, start = 0;

	find_concerned(walk, level);
	hash_classes(walk, level);
	at->count = list_concerned(at, walk->set.classes[level]->words);
	while (size < 2 * at->count)
		size *= 2;
	memset(at->slot, 0, size * sizeof(*at->slot));
	for (size_t i = 0; i < at->count; i++)
		at->end[find_group(at, at->listed[i], size, &groups)]++;
	for (size_t i = 0; i < groups; i++) {
		start += at->end[i];
		at->end[i] = start;
	}
	for (size_t i = at->count; i-- > 0;)
		at->order[--at->end[find_group(at, at->listed[i], size, &groups)]] = at->listed[i];
}

static void select_rules(struct walk *walk, size_t level, size_t class)
{
	const struct diff_classes *classes = walk->set.classes[level];

	for (size_t side = 0; side < DIFF_SIDES; side++) {
		const struct live *from = &walk->level[level].live[side];
		struct live *to = &walk->level[level + 1].live[side];

		to->count = 0;
		for (size_t i = 0; i < from->count; i++) {
			if (diff_bit(members_of(classes, from->rule[i]), class))
				to->rule[to->count++] = from->rule[i];
		}
		walk->difference->steps += from->count;
	}
}

static int visit(struct walk *walk, size_t level);

/* Goes on with the group of classes that begins at `first`. `ret_end`: where the next one begins. */
static int visit_group(struct walk *walk, size_t level, size_t first, size_t *ret_end)
{
	const struct diff_classes *classes = walk->set.classes[level];
	struct at_level *at = &walk->level[level];
	size_t end = first;

	memset(walk->set.path[level], 0, classes->words * sizeof(**walk->set.path));
	for (; end < at->count && has_equal_hash(at, at->order[first], at->order[end]); end++)
		walk->set.path[level][at->order[end] / 64] |= 1ULL << (at->order[end] % 64);
	*ret_end = end;
	if (level == DIFF_CALLER && !change_set_is_possible(&walk->set))
		return 0;
	select_rules(walk, level, at->order[first]);
	return visit(walk, level + 1);
}

static int visit_classes(struct walk *walk, size_t level)
{
	size_t first = 0;
	int error = 0;

	group_classes(walk, level);
	while (first < walk->level[level].count && !error)
		error = visit_group(walk, level, first, &first);
	return error;
}

static int visit(struct walk *walk, size_t level)
{
	struct live *live = walk->level[level].live;
	size_t since = walk->reached.open_count;
	const struct state *state;
	struct state_key key;
	int error;

	if (walk->difference->steps > STEPS_MAX)
		return -E2BIG;
	trim(walk, level, &live[0]);
	trim(walk, level, &live[1]);
	if (is_the_same(walk, level))
		return 0;
	if (live[0].count == 1 && live[1].count == 1)
		return add_change(walk, level);
	key = key_of(walk, level);
	state = reached_find(&walk->reached, &key);
	if (state)
		return repeat_changes(walk, level, state);
	error = visit_classes(walk, level);
	return error ? error : reached_keep(&walk->reached, &key, since);
}

/* The hash table may be four times as large as what is in it. */
static int allocate_level(const struct diff_classes *classes, struct at_level *at)
{
	const size_t count = classes->count + 1;

	at->hash = calloc(count, sizeof(*at->hash));
	at->concerned = calloc(classes->words + 1, sizeof(*at->concerned));
	at->listed = calloc(8 * count, sizeof(*at->listed));
	if (!at->hash || !at->concerned || !at->listed)
		return -ENOMEM;
	at->order = at->listed + count;
	at->first = at->order + count;
	at->end = at->first + count;
	at->slot = at->end + count;
	return 0;
}

static int prepare(struct walk *walk)
{
	int error = change_set_init(&walk->set, walk->difference);

	if (error)
		return error;
	walk->suffixes = malloc(sizeof(*walk->suffixes));
	if (!walk->suffixes)
		return -ENOMEM;
	suffixes_find(&walk->difference->input, walk->set.classes, walk->suffixes);
	for (size_t level = 0; level < DIFF_LEVELS; level++) {
		if (allocate_level(walk->set.classes[level], &walk->level[level]))
			return -ENOMEM;
	}
	return 0;
}

static void release(struct walk *walk)
{
	for (size_t level = 0; level < DIFF_LEVELS; level++) {
		free(walk->level[level].hash);
		free(walk->level[level].concerned);
		free(walk->level[level].listed);
	}
	free(walk->suffixes);
	reached_release(&walk->reached);
	change_set_release(&walk->set);
}

static void start(struct walk *walk)
{
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		struct live *live = &walk->level[0].live[side];

		for (size_t rule = 0; rule < walk->difference->input.image[side]->rule_count; rule++)
			live->rule[live->count++] = side * DIFF_SIDE_RULES + rule;
		live->rule[live->count++] = DIFF_DEFAULT(side);
	}
}

int diff_walk(struct difference *difference)
{
	_cleanup_(release) struct walk walk = {.difference = difference};
	int error = prepare(&walk);

	if (error)
		return error;
	start(&walk);
	return visit(&walk, 0);
}
