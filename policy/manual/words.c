// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Makes gatekeeper-policy.5: copies stdin to stdout, and puts the words of a set in the place of a line that names it,
 *   .\" words SET      each with its line of documentation, as items of a list
 *   .\" names SET      their names alone, in one paragraph
 *   .\" keys SET       for each key of SET whose value is one word, the words that it takes, as a list
 * so that the page has the vocabulary that the compiler has. SET is a name of the table below.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/keys.h"
#include "policy/language/word-keys.h"
#include "policy/language/words.h"

static const struct set {
	const char *name;
	const struct word_set *words;
	const struct word_key *word_keys; /* those of the set whose value is one word; NULL: none */
} sets[] = {
	{"top-keys", &top_keys.words, top_word_keys},
	{"host-keys", &host_keys.words, NULL},
	{"rule-keys", &rule_keys.words, rule_word_keys},
	{"caller-keys", &caller_keys.words, caller_word_keys},
	{"target-keys", &target_keys.words, NULL},
	{"program-keys", &program_keys.words, NULL},
	{"drop-in-keys", &drop_in_keys.words, NULL},
	{"operations", &operation_words, NULL},
	{"namespaces", &namespace_words, NULL},
	{"memberships", &membership_words, NULL},
	{"relations", &relation_words, NULL},
	{"netns", &netns_words, NULL},
	{"signed", &signed_words, NULL},
	{"attach-types", &attach_type_words, NULL},
	{"program-types", &program_type_words, NULL},
	{"capabilities", &capability_words, NULL},
};

static const struct set *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sets); i++)
		if (strcmp(sets[i].name, name) == 0)
			return &sets[i];
	return NULL;
}

/* A hyphen of a word is to be copied as one; a word never starts as a request or has a backslash. */
static void print_text(const char *text)
{
	for (; *text; text++)
		fputs(*text == '-' ? "\\-" : (char[]){*text, '\0'}, stdout);
}

static void print_words(const struct word_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (!set->words[i].policy)
			continue;
		fputs(".It Cm ", stdout);
		print_text(set->words[i].text);
		printf("\n%s\n", set->words[i].doc ? set->words[i].doc : "");
	}
}

static void print_names(const struct word_set *set)
{
	const char *separator = "";

	for (size_t i = 0; i < set->count; i++) {
		if (!set->words[i].policy)
			continue;
		printf("%s.Cm ", separator);
		print_text(set->words[i].text);
		separator = " ,\n";
	}
	puts(" .");
}

static void print_word_keys(const struct set *set)
{
	for (const struct word_key *row = set->word_keys; row && row->words; row++) {
		fputs(".Pp\n.Cm ", stdout);
		print_text(word_text(set->words, row->key));
		fputs("\nis one of\n.Bl -tag -width Ds\n", stdout);
		print_words(row->words);
		puts(".El");
	}
}

/* Prints what the line asks for. Returns 0, -EINVAL if it is a line of the page itself, or -ENOENT without such a set.
 */
static int print_directive(const char *line)
{
	char directive[16], name[64];
	const struct set *set;

	if (sscanf(line, ".\\\" %15s %63s", directive, name) != 2)
		return -EINVAL;
	set = find(name);
	if (!set)
		return strncmp(directive, "SPDX", 4) == 0 ? -EINVAL : -ENOENT;
	if (strcmp(directive, "words") == 0)
		print_words(set->words);
	else if (strcmp(directive, "names") == 0)
		print_names(set->words);
	else if (strcmp(directive, "keys") == 0)
		print_word_keys(set);
	else
		return -EINVAL;
	return 0;
}

int main(void)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin)) {
		switch (print_directive(line)) {
		case -EINVAL:
			fputs(line, stdout);
			break;
		case -ENOENT:
			fprintf(stderr, "policy/manual: no such set of words: %s", line);
			return 1;
		}
	}
	return fflush(stdout) ? 1 : 0;
}
