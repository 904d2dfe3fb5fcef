// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The name tables, made from bpf-lsm/contract/vocabulary.h, and look-ups that work on any of them. */
#include <ctype.h>
#include <string.h>

#include "bpf-lsm/contract/vocabulary.h"
#include "policy/base/cleanup.h"

#include "policy/language/words.h"

#define LISTED_OPERATIONS "gatekeeper list-operations lists them"
#define LISTED_MANUAL "gatekeeper-policy(5) lists them"

#define ROW(id, row_number, word, row_doc) {.number = (row_number), .text = (word), .doc = (row_doc), .policy = true},
#define SET(set_name, set_noun, table, where) \
	static const struct word set_name##_table[] = {table}; \
	const struct word_set set_name = { \
		.noun = (set_noun), \
		.words = set_name##_table, \
		.count = ARRAY_LENGTH(set_name##_table), \
		.listed = (where), \
	};

/* The family of an operation that could not be known is no word of a policy; a command that is not known is one. */
#define IS_UNKNOWN_FAMILY(number) \
	((number) == GK_OP_ATTACH_UNKNOWN || (number) == GK_OP_REPLACE_UNKNOWN || (number) == GK_OP_DETACH_UNKNOWN)
#define OPERATION_ROW(id, row_number, word, row_doc) \
	{.number = (row_number), .text = (word), .doc = (row_doc), .policy = !IS_UNKNOWN_FAMILY(row_number)},
SET(operation_words, "operation", GK_OPERATIONS(OPERATION_ROW), LISTED_OPERATIONS)
#define NAME_ROW(unused, id, row_number, word, acts_on, row_doc) \
	{.number = (row_number), .text = (word), .doc = (row_doc)},
SET(family_words, "family", GK_FAMILIES(NAME_ROW, ), LISTED_OPERATIONS)
SET(namespace_words, "namespace", GK_NAMESPACES(ROW), LISTED_MANUAL)
SET(verdict_words, "verdict", GK_VERDICTS(ROW), LISTED_MANUAL)
SET(mode_words, "mode", GK_MODES(ROW), LISTED_MANUAL)
SET(protection_words, "protection", GK_PROTECTIONS(ROW), LISTED_MANUAL)
SET(log_words, "log choice", GK_LOG_CHOICES(ROW), LISTED_MANUAL)
SET(loss_words, "loss choice", GK_LOSSES(ROW), LISTED_MANUAL)
SET(repeat_words, "repeat choice", GK_REPEATS_CHOICES(ROW), LISTED_MANUAL)
SET(service_manager_words, "service manager choice", GK_SERVICE_MANAGER_CHOICES(ROW), LISTED_MANUAL)
SET(containers_words, "containers choice", GK_CONTAINERS_CHOICES(ROW), LISTED_MANUAL)
SET(from_words, "caller", GK_CALLERS(ROW), LISTED_MANUAL)
SET(race_words, "race choice", GK_RACES(ROW), LISTED_MANUAL)

#define RELATION_ROW(id, row_number, word, row_doc) \
	{.number = (row_number), \
	 .text = (word), \
	 .doc = (row_doc), \
	 .policy = (id) != GK_TARGET_NONE && (id) != GK_TARGET_UNKNOWN},
SET(relation_words, "target cgroup", GK_RELATIONS(RELATION_ROW), LISTED_MANUAL)

#define NETNS_ROW(id, row_number, word, row_doc) \
	{.number = (row_number), \
	 .text = (word), \
	 .doc = (row_doc), \
	 .policy = (id) == GK_NETNS_OWN || (id) == GK_NETNS_INIT || (id) == GK_NETNS_OTHER},
SET(netns_words, "network namespace", GK_NETNS(NETNS_ROW), LISTED_MANUAL)

#define LOG_ROW(id, row_number, word, row_doc) {.number = (row_number), .text = (word), .doc = (row_doc)},
SET(signature_words, "signature", GK_SIGNATURES(LOG_ROW), LISTED_MANUAL)
SET(program_state_words, "state of a program", GK_PROGRAM_STATES(LOG_ROW), LISTED_MANUAL)
SET(event_kind_words, "event kind", GK_EVENT_KINDS(LOG_ROW), LISTED_MANUAL)
SET(guard_words, "guarded object", GK_GUARDS(LOG_ROW), LISTED_MANUAL)
SET(route_words, "route", GK_ROUTES(LOG_ROW), LISTED_MANUAL)
SET(reason_words, "reason", GK_REASONS(LOG_ROW), LISTED_MANUAL)

#define COMMAND_ROW(id, row_number, ...) {.number = (row_number), .text = #id},
SET(command_words, "bpf() command", GK_COMMANDS(COMMAND_ROW), LISTED_OPERATIONS)

#define FAMILY_ROW(id, row_number, word, row_family) \
	{.number = (row_number), .text = (word), .policy = true, .family = GK_FAMILY_##row_family},
SET(attach_type_words, "attach type", GK_ATTACH_TYPES(FAMILY_ROW), LISTED_OPERATIONS)
SET(link_type_words, "link type", GK_LINK_TYPES(FAMILY_ROW), LISTED_OPERATIONS)
SET(map_type_words, "map type", GK_PROGRAM_MAPS(FAMILY_ROW), LISTED_OPERATIONS)

/* No program has the type 0. */
#define PROGRAM_TYPE_ROW(row_number, word) {.number = (row_number), .text = (word), .policy = (row_number) != 0},
SET(program_type_words, "program type", GK_PROGRAM_TYPES(PROGRAM_TYPE_ROW), LISTED_OPERATIONS)
#define CAPABILITY_ROW(row_number, word) {.number = (row_number), .text = (word), .policy = true},
SET(capability_words, "capability", GK_CAPABILITIES(CAPABILITY_ROW), "capabilities(7) lists them")

#define POLICY_ROW(row_number, word, row_doc) \
	{.number = (row_number), .text = (word), .doc = (row_doc), .policy = true},
#define MEMBERSHIPS \
	POLICY_ROW(MEMBER_INIT, "init", "the caller is in the init namespace") \
	POLICY_ROW(MEMBER_NOT_INIT, "not-init", "the caller is in another namespace")
SET(membership_words, "namespace condition", MEMBERSHIPS, LISTED_MANUAL)

#define SIGNED_VALUES \
	POLICY_ROW(GK_SIGNATURE_BUILTIN, "yes", \
		   "the kernel verified a signature of the program by a key of its built-in, secondary or platform " \
		   "keyring") \
	POLICY_ROW(GK_SIGNATURE_USER, "user", \
		   "by a key of any other keyring, into which whoever loads the program may have put it") \
	POLICY_ROW(GK_SIGNATURE_UNSIGNED, "no", "the program is not signed") \
	POLICY_ROW(GK_SIGNATURE_BUILTIN, "true", "the same as yes") \
	POLICY_ROW(GK_SIGNATURE_UNSIGNED, "false", "the same as no") \
	POLICY_ROW(GK_SIGNATURE_BUILTIN, "on", "the same as yes") \
	POLICY_ROW(GK_SIGNATURE_UNSIGNED, "off", "the same as no")
SET(signed_words, "value of signed", SIGNED_VALUES, LISTED_MANUAL)

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
