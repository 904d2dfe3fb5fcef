// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/reached.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024
#define STATES_MAX (1U << 19)
#define LIST_MAX (1U << 20)

static struct state *find_place(struct state *table, size_t size, const struct state_key *key)
{
	size_t at = key->half[0] & (size - 1);

	while ((table[at].key.half[0] || table[at].key.half[1]) && memcmp(&table[at].key, key, sizeof(*key)) != 0)
		at = (at + 1) & (size - 1);
	return &table[at];
}

const struct state *reached_find(const struct reached *reached, const struct state_key *key)
{
	const struct state *place;

	if (!reached->state_size)
		return NULL;
	place = find_place(reached->state, reached->state_size, key);
	return place->key.half[0] || place->key.half[1] ? place : NULL;
}

static int grow_list(unsigned int **list, size_t count, size_t *size)
{
	size_t grown = *size ? 2 * *size : FIRST_SIZE;
	unsigned int *bigger;

	if (count < *size)
		return 0;
	if (grown > LIST_MAX)
		return -E2BIG;
	bigger = reallocarray(*list, grown, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	*list = bigger;
	*size = grown;
	return 0;
}

int reached_add(struct reached *reached, unsigned int change)
{
	int error = grow_list(&reached->open, reached->open_count, &reached->open_size);

	if (error)
		return error;
	reached->open[reached->open_count++] = change;
	return 0;
}

static int by_number(const void *one, const void *other)
{
	const unsigned int *a = one, *b = other;

	return (*a > *b) - (*a < *b);
}

/* Keeps each change once. */
static void sort_open(struct reached *reached, size_t since)
{
	size_t count = since;

	if (reached->open_count == since)
		return;
	qsort(reached->open + since, reached->open_count - since, sizeof(*reached->open), by_number);
	for (size_t i = since; i < reached->open_count; i++) {
		if (count == since || reached->open[count - 1] != reached->open[i])
			reached->open[count++] = reached->open[i];
	}
	reached->open_count = count;
}

static int grow_states(struct reached *reached)
{
	size_t size = reached->state_size ? 2 * reached->state_size : FIRST_SIZE;
	struct state *state;

	if (2 * reached->state_count < reached->state_size)
		return 0;
	if (size > STATES_MAX)
		return -E2BIG;
	state = calloc(size, sizeof(*state));
	if (!state)
		return -ENOMEM;
	for (size_t i = 0; i < reached->state_size; i++) {
		if (reached->state[i].key.half[0] || reached->state[i].key.half[1])
			*find_place(state, size, &reached->state[i].key) = reached->state[i];
	}
	free(reached->state);
	reached->state = state;
	reached->state_size = size;
	return 0;
}

int reached_keep(struct reached *reached, const struct state_key *key, size_t since)
{
	struct state state = {.key = *key, .first = reached->kept_count};
	int error = grow_states(reached);

	sort_open(reached, since);
	for (size_t i = since; i < reached->open_count && !error; i++) {
		error = grow_list(&reached->kept, reached->kept_count, &reached->kept_size);
		if (!error)
			reached->kept[reached->kept_count++] = reached->open[i];
	}
	if (error)
		return error;
	state.count = reached->open_count - since;
	*find_place(reached->state, reached->state_size, key) = state;
	reached->state_count++;
	return 0;
}

void reached_release(struct reached *reached)
{
	free(reached->state);
	free(reached->kept);
	free(reached->open);
	*reached = (struct reached){0};
}
