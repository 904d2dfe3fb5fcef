// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Sets of texts: see sets.h. */
#include "gatekeeper/learn/sets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/paths.h"
#include "policy/language/words.h"

int learn_sets_init(struct learn_sets *ret_sets)
{
	struct name *any;

	memset(ret_sets, 0, sizeof(*ret_sets));
	return names_add(&ret_sets->sets, "", (struct place){0}, &any);
}

void learn_sets_release(struct learn_sets *sets)
{
	names_release(&sets->values);
	names_release(&sets->sets);
}

static unsigned int add(struct learn_sets *sets, struct names *names, const char *text)
{
	struct name *name = NULL;

	if (sets->error == 0)
		sets->error = names_add(names, text, (struct place){0}, &name);
	return sets->error == 0 && name ? name->number : LEARN_ANY;
}

unsigned int learn_set_of(struct learn_sets *sets, const char *value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", add(sets, &sets->values, value));
	return add(sets, &sets->sets, text);
}

/* The next number of a set's text, from `*text` on. Returns false if there are no more. */
static bool next_number(const char **text, unsigned int *ret_number)
{
	char *end;

	if (!**text)
		return false;
	*ret_number = strtoul(*text, &end, 10);
	*text = end + (*end == ' ');
	return true;
}

const char *learn_set_next(const struct learn_sets *sets, unsigned int set, size_t *position)
{
	const char *text = sets->sets.item[set]->text, *next = text + *position;
	unsigned int number;

	if (!next_number(&next, &number))
		return NULL;
	*position = next - text;
	return sets->values.item[number]->text;
}

/* Whether the value `wide` includes `narrow`. */
static bool is_wider(enum learn_dimension dimension, const char *wide, const char *narrow)
{
	if (strcmp(wide, narrow) == 0)
		return true;
	if ((dimension == LEARN_CGROUP || dimension == LEARN_TARGET) && wide[0] == '/' && narrow[0] == '/')
		return path_is_below(narrow, wide);
	if (dimension == LEARN_TARGET)
		return strcmp(wide, word_text(&relation_words, GK_TARGET_BELOW)) == 0 &&
		       strcmp(narrow, word_text(&relation_words, GK_TARGET_OWN)) == 0;
	return dimension == LEARN_RACE && strcmp(wide, LEARN_VERIFY) == 0;
}

static bool is_included(const struct learn_sets *sets, enum learn_dimension dimension, unsigned int set,
			const char *value)
{
	size_t position = 0;

	for (const char *member = learn_set_next(sets, set, &position); member;
	     member = learn_set_next(sets, set, &position)) {
		if (is_wider(dimension, member, value))
			return true;
	}
	return false;
}

bool learn_set_covers(struct learn_sets *sets, enum learn_dimension dimension, unsigned int wide, unsigned int narrow)
{
	size_t position = 0;

	if (wide == LEARN_ANY || wide == narrow)
		return true;
	if (narrow == LEARN_ANY)
		return false;
	for (const char *member = learn_set_next(sets, narrow, &position); member;
	     member = learn_set_next(sets, narrow, &position)) {
		if (!is_included(sets, dimension, wide, member))
			return false;
	}
	return true;
}

/* The numbers of a new set. */
struct numbers {
	unsigned int *number;
	size_t count;
};

/* Adds those members of `set` that `other` does not include. */
static void collect(const struct learn_sets *sets, enum learn_dimension dimension, unsigned int set, unsigned int other,
		    struct numbers *numbers)
{
	const char *text = sets->sets.item[set]->text;
	unsigned int number;

	while (next_number(&text, &number)) {
		if (!is_included(sets, dimension, other, sets->values.item[number]->text))
			numbers->number[numbers->count++] = number;
	}
}

static int by_number(const void *a, const void *b)
{
	const unsigned int *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

static unsigned int add_numbers(struct learn_sets *sets, struct numbers *numbers, char *text)
{
	size_t used = 0;

	qsort(numbers->number, numbers->count, sizeof(*numbers->number), by_number);
	for (size_t i = 0; i < numbers->count; i++)
		used += sprintf(text + used, "%s%u", i ? " " : "", numbers->number[i]);
	return add(sets, &sets->sets, text);
}

/* The union of two sets of which each has a member that the other does not include. */
static unsigned int unite(struct learn_sets *sets, enum learn_dimension dimension, unsigned int a, unsigned int b)
{
	size_t room = strlen(sets->sets.item[a]->text) + strlen(sets->sets.item[b]->text) + 2;
	_cleanup_free_ unsigned int *number = calloc(room, sizeof(*number));
	_cleanup_free_ char *text = malloc(room);
	struct numbers numbers = {.number = number};

	if (!number || !text) {
		sets->error = -ENOMEM;
		return LEARN_ANY;
	}
	collect(sets, dimension, a, b, &numbers);
	collect(sets, dimension, b, LEARN_ANY, &numbers);
	return add_numbers(sets, &numbers, text);
}

unsigned int learn_set_union(struct learn_sets *sets, enum learn_dimension dimension, unsigned int a, unsigned int b)
{
	if (learn_set_covers(sets, dimension, a, b))
		return a;
	if (learn_set_covers(sets, dimension, b, a))
		return b;
	return unite(sets, dimension, a, b);
}
