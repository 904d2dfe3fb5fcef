// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The name tables, made from bpf-lsm/vocabulary.h, and look-ups that work on any of them. */
#include <ctype.h>
#include <string.h>

#include "bpf-lsm/vocabulary.h"

#include "words.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define ROW(id, row_number, word, row_doc) {.number = (row_number), .text = (word), .doc = (row_doc), .policy = true},
#define SET(set_name, set_noun, table) \
	static const struct word set_name##_table[] = {table}; \
	const struct word_set set_name = { \
		.noun = (set_noun), .words = set_name##_table, .count = COUNT(set_name##_table)};

#define OPERATION_ROW(id, row_number, word, row_doc) \
	{.number = (row_number), .text = (word), .doc = (row_doc), .policy = (id) != GK_OP_OTHER},
SET(operation_words, "operation", GK_OPERATIONS(OPERATION_ROW))
SET(namespace_words, "namespace", GK_NAMESPACES(ROW))
SET(verdict_words, "verdict", GK_VERDICTS(ROW))
SET(mode_words, "mode", GK_MODES(ROW))
SET(log_words, "log choice", GK_LOG_CHOICES(ROW))
SET(from_words, "caller", GK_CALLERS(ROW))

#define RELATION_ROW(id, row_number, word, row_doc) \
	{.number = (row_number), \
	 .text = (word), \
	 .doc = (row_doc), \
	 .policy = (id) != GK_TARGET_NONE && (id) != GK_TARGET_UNKNOWN},
SET(relation_words, "target cgroup", GK_RELATIONS(RELATION_ROW))
SET(event_kind_words, "event kind", GK_EVENT_KINDS(ROW))
SET(reason_words, "reason", GK_REASONS(ROW))

#define BARE_ROW(row_number, word) {.number = (row_number), .text = (word)},
SET(command_words, "bpf() command", GK_COMMANDS(BARE_ROW))
SET(program_type_words, "program type", GK_PROGRAM_TYPES(BARE_ROW))

#define COLUMN_C true
#define COLUMN_O false
#define ATTACH_TYPE_ROW(row_number, word, column) \
	{.number = (row_number), .text = (word), .policy = COLUMN_##column, .cgroup = COLUMN_##column},
SET(attach_type_words, "attach type", GK_ATTACH_TYPES(ATTACH_TYPE_ROW))

static const struct word membership_table[] = {
	{.number = MEMBER_INIT, .text = "init", .doc = "the caller is in the init namespace", .policy = true},
	{.number = MEMBER_NOT_INIT, .text = "not-init", .doc = "the caller is in another namespace", .policy = true},
};
const struct word_set membership_words = {
	.noun = "namespace condition", .words = membership_table, .count = COUNT(membership_table)};

const struct word *word_by_text(const struct word_set *set, const char *text)
{
	for (size_t i = 0; i < set->count; i++) {
		if (strcmp(set->words[i].text, text) == 0)
			return &set->words[i];
	}
	return NULL;
}

const struct word *word_by_number(const struct word_set *set, unsigned int number)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->words[i].number == number)
			return &set->words[i];
	}
	return NULL;
}

const char *word_text(const struct word_set *set, unsigned int number)
{
	const struct word *word = word_by_number(set, number);

	return word ? word->text : NULL;
}

#define LONGEST 63 /* nothing longer is near a word of ours */

static unsigned int smallest(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int least = a < b ? a : b;

	return least < c ? least : c;
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Edit distance where swapping two neighbours is one edit, and case does not count. Both at most LONGEST long. */
static unsigned int distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	unsigned int row[3][LONGEST + 1];
	unsigned int *before = row[0], *previous = row[1], *current = row[2], *spare;

	for (size_t j = 0; j <= b_length; j++)
		previous[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		current[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			current[j] = smallest(previous[j] + 1, current[j - 1] + 1,
					      previous[j - 1] + !same_letter(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]) &&
			    before[j - 2] + 1 < current[j])
				current[j] = before[j - 2] + 1;
		}
		spare = before;
		before = previous;
		previous = current;
		current = spare;
	}
	return previous[b_length];
}

/* A word that contains `text`, as `attach` or `inet_ingress`: the second choice. */
static const struct word *containing(const struct word_set *set, const char *text, size_t length)
{
	for (size_t i = 0; i < set->count && length >= 4; i++) {
		if (set->words[i].policy && strstr(set->words[i].text, text))
			return &set->words[i];
	}
	return NULL;
}

const struct word *word_nearest(const struct word_set *set, const char *text)
{
	const struct word *nearest = NULL;
	size_t length = strlen(text);
	unsigned int least = 2 + length / 5; /* as many edits as that make another word */

	if (length < 2 || length > LONGEST)
		return NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct word *word = &set->words[i];
		size_t word_length = strlen(word->text);
		unsigned int edits;

		if (!word->policy || word_length > LONGEST)
			continue;
		edits = distance(text, length, word->text, word_length);
		if (edits < least && edits * 2 <= word_length) {
			least = edits;
			nearest = word;
		}
	}
	return nearest ? nearest : containing(set, text, length);
}
