// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The generic part of reading a policy: every message about an unknown key or word is made here. */
#include <stdio.h>
#include <string.h>

#include "policy/language/reader.h"

#define LISTED 9 /* as many words as a message can list */

bool node_is_nothing(const struct node *node)
{
	return node->kind == NODE_WORD && node->plain && node->text[0] == '\0';
}

static const char *name_of(const struct node *node)
{
	return node->key ? node->key->text : "an item of this list";
}

void report_kind(struct reader *reader, const struct node *node, const char *wanted)
{
	static const char *const kinds[] = {
		[NODE_WORD] = "a word", [NODE_LIST] = "a list", [NODE_MAPPING] = "a mapping"};

	if (node_is_nothing(node))
		findings_add(reader->findings, CHECK_EMPTY, node->place, "%.64s has no value: must be %s",
			     name_of(node), wanted);
	else
		findings_add(reader->findings, CHECK_WRONG_KIND, node->place, "%.64s must be %s, not %s", name_of(node),
			     wanted, kinds[node->kind]);
}

static void unknown_key(struct reader *reader, const struct node *key, const struct key_set *keys)
{
	const struct word *near = NULL;

	if (!findings_full(reader->findings))
		near = word_nearest(&keys->words, key->text);
	if (near)
		findings_add(reader->findings, CHECK_UNKNOWN_KEY, key->place,
			     "unknown %s '%.64s' in %s: did you mean '%s'?", keys->words.noun, key->text, keys->of,
			     near->text);
	else if (strchr(key->text, ':'))
		findings_add(reader->findings, CHECK_UNKNOWN_KEY, key->place,
			     "unknown %s '%.64s' in %s: put a space after the colon", keys->words.noun, key->text,
			     keys->of);
	else
		findings_add(reader->findings, CHECK_UNKNOWN_KEY, key->place,
			     "unknown %s '%.64s' in %s: this version does not support it; remove it", keys->words.noun,
			     key->text, keys->of);
}

static void report_missing(struct reader *reader, const struct node *node, const struct key_set *keys,
			   unsigned int seen)
{
	for (size_t i = 0; i < keys->words.count; i++) {
		const struct word *key = &keys->words.words[i];

		if (!(keys->required & ~seen & 1U << key->number))
			continue;
		findings_add(reader->findings, CHECK_MISSING_KEY, node->place, "%s has no '%s': %s", keys->of,
			     key->text, key->doc);
	}
}

unsigned int read_mapping(struct reader *reader, const struct node *node, const struct key_set *keys, key_reader read)
{
	unsigned int seen = 0;

	if (node->kind != NODE_MAPPING) {
		report_kind(reader, node, "a mapping");
		return KEY_UNKNOWN;
	}
	for (const struct node *value = node->first; value; value = value->next) {
		const struct word *key = word_by_text(&keys->words, value->key->text);

		if (!key) {
			unknown_key(reader, value->key, keys);
			seen |= KEY_UNKNOWN;
		} else if (seen & 1U << key->number) {
			findings_add(reader->findings, CHECK_DUPLICATE_KEY, value->key->place,
				     "duplicate '%s' in %s; keep one of them", key->text, keys->of);
		} else {
			seen |= 1U << key->number;
			read(reader, key->number, value);
		}
	}
	if (!(seen & KEY_UNKNOWN))
		report_missing(reader, node, keys, seen);
	return seen;
}

void read_conditions(struct reader *reader, const struct node *value, const struct key_set *keys, key_reader read)
{
	read_mapping(reader, value, keys, read);
	if (value->kind == NODE_MAPPING && !value->first && !keys->required)
		findings_add(reader->findings, CHECK_EMPTY, value->place,
			     "%s has no condition; add one, or remove the key", keys->of);
}

static const struct several *find_several(const struct several *several, const char *text)
{
	for (; several && several->text; several++) {
		if (strcmp(several->text, text) == 0)
			return several;
	}
	return NULL;
}

/* "a, b or c"; empty when there are too many. */
static void list_words(const struct word_set *set, const struct several *several, char *ret_text, size_t size)
{
	const char *words[LISTED + 1];
	size_t count = 0, used = 0;

	ret_text[0] = '\0';
	for (; several && several->text && count < LISTED; several++)
		words[count++] = several->text;
	for (size_t i = 0; i < set->count; i++) {
		if (!set->words[i].policy)
			continue;
		if (count > LISTED)
			return;
		words[count++] = set->words[i].text;
	}
	for (size_t i = 0; i < count && used < size; i++)
		used += snprintf(ret_text + used, size - used, "%s%s",
				 i == 0           ? ""
				 : i + 1 == count ? " or "
						  : ", ",
				 words[i]);
}

void report_word(struct reader *reader, const struct node *node, const struct word_set *set,
		 const struct several *several)
{
	const struct word *known = word_by_text(set, node->text), *near = NULL;
	char list[160];

	if (known) {
		findings_add(reader->findings, CHECK_UNKNOWN_WORD, node->place, "'%s' is not allowed in a policy: %s",
			     known->text, known->doc ? known->doc : "only the log uses it");
		return;
	}
	if (!findings_full(reader->findings))
		near = word_nearest(set, node->text);
	list_words(set, several, list, sizeof(list));
	if (near)
		findings_add(reader->findings, CHECK_UNKNOWN_WORD, node->place,
			     "unknown %s '%.64s': did you mean '%s'?", set->noun, node->text, near->text);
	else if (list[0])
		findings_add(reader->findings, CHECK_UNKNOWN_WORD, node->place, "unknown %s '%.64s': must be %s",
			     set->noun, node->text, list);
	else
		findings_add(reader->findings, CHECK_UNKNOWN_WORD, node->place, "unknown %s '%.64s': %s", set->noun,
			     node->text, set->listed);
}

void report_twice(struct reader *reader, const struct node *item)
{
	findings_add(reader->findings, CHECK_DUPLICATE_WORD, item->place, "'%.64s' is in this list twice; remove one",
		     item->text);
}

bool expect_word(struct reader *reader, const struct node *node, const char *wanted)
{
	if (node->kind == NODE_WORD && !node_is_nothing(node))
		return true;
	report_kind(reader, node, wanted);
	return false;
}

bool read_word(struct reader *reader, const struct node *node, const struct word_set *set, unsigned int *ret_number)
{
	const struct word *word;

	if (!expect_word(reader, node, "a word"))
		return false;
	word = word_by_text(set, node->text);
	if (!word || !word->policy) {
		report_word(reader, node, set, NULL);
		return false;
	}
	*ret_number = word->number;
	return true;
}

void read_choice(struct reader *reader, const struct word_key *table, unsigned int key, const struct node *value,
		 void *structure)
{
	struct choice *choice;

	while (table->key != key)
		table++;
	choice = (struct choice *)((char *)structure + table->member);
	choice->place = value->key->place;
	choice->is_set = read_word(reader, value, table->words, &choice->number);
}

void read_items(struct reader *reader, const struct node *node, const char *noun, item_reader read, void *context)
{
	switch (node->kind) {
	case NODE_WORD:
		if (expect_word(reader, node, "a word or a list of words"))
			read(reader, node, context);
		return;
	case NODE_LIST:
		break;
	case NODE_MAPPING:
		report_kind(reader, node, "a word or a list of words");
		return;
	}
	if (!node->first)
		findings_add(reader->findings, CHECK_EMPTY, node->place, "empty list: name at least one %s", noun);
	for (const struct node *item = node->first; item; item = item->next) {
		if (expect_word(reader, item, "a word"))
			read(reader, item, context);
	}
}

struct word_list {
	const struct word_set *set;
	const struct several *several;
	uint64_t numbers;
};

static void read_item(struct reader *reader, const struct node *item, void *context)
{
	struct word_list *list = context;
	const struct several *several = find_several(list->several, item->text);
	const struct word *word = word_by_text(list->set, item->text);
	uint64_t numbers = several ? several->numbers : word && word->policy ? 1ULL << word->number : 0;

	if (!numbers)
		report_word(reader, item, list->set, list->several);
	else if ((list->numbers & numbers) == numbers)
		report_twice(reader, item);
	list->numbers |= numbers;
}

uint64_t read_words(struct reader *reader, const struct node *node, const struct word_set *set,
		    const struct several *several)
{
	struct word_list list = {.set = set, .several = several};

	read_items(reader, node, set->noun, read_item, &list);
	return list.numbers;
}
