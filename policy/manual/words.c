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
	{"container-keys", &container_keys.words, NULL},
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

static void print_items(const struct word_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (!set->words[i].policy)
			continue;
		fputs(".It Cm ", stdout);
		print_text(set->words[i].text);
		printf("\n%s\n", set->words[i].doc ? set->words[i].doc : "");
	}
}

static void print_words(const struct set *set)
{
	print_items(set->words);
}

static void print_names(const struct set *set)
{
	const struct word_set *words = set->words;
	const char *separator = "";

	for (size_t i = 0; i < words->count; i++) {
		if (!words->words[i].policy)
			continue;
		printf("%s.Cm ", separator);
		print_text(words->words[i].text);
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
		print_items(row->words);
		puts(".El");
	}
}

static const struct directive {
	const char *name;
	void (*print)(const struct set *set);
} directives[] = {{"words", print_words}, {"names", print_names}, {"keys", print_word_keys}};

static const struct directive *find_directive(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(directives); i++)
		if (strcmp(directives[i].name, name) == 0)
			return &directives[i];
	return NULL;
}

/* Prints a line of the page, or what a directive stands for. Returns 0, or -ENOENT if there is no such set. */
static int print_line(const char *line)
{
	const struct directive *directive = NULL;
	char word[16], name[64];
	const struct set *set;

	if (sscanf(line, ".\\\" %15s %63s", word, name) == 2)
		directive = find_directive(word);
	if (!directive) {
		fputs(line, stdout);
		return 0;
	}
	set = find(name);
	if (!set)
		return -ENOENT;
	directive->print(set);
	return 0;
}

int main(void)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin)) {
		if (print_line(line) < 0) {
			fprintf(stderr, "policy/manual: no such set of words: %s", line);
			return 1;
		}
	}
	return fflush(stdout) ? 1 : 0;
}
