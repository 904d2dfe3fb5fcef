// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Makes gatekeeper-policy.5: copies stdin to stdout, and puts the words of a set in the place of a line that names it,
 *   .\" words SET      each with its line of documentation, as items of a list
 *   .\" names SET      their names alone, in one paragraph
 * so that the page has the vocabulary that the compiler has. SET is a name of the table below.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/keys.h"
#include "policy/language/words.h"

static const struct {
	const char *name;
	const struct word_set *words;
} sets[] = {
	{"top-keys", &top_keys.words},
	{"host-keys", &host_keys.words},
	{"rule-keys", &rule_keys.words},
	{"caller-keys", &caller_keys.words},
	{"target-keys", &target_keys.words},
	{"program-keys", &program_keys.words},
	{"drop-in-keys", &drop_in_keys.words},
	{"operations", &operation_words},
	{"namespaces", &namespace_words},
	{"verdicts", &verdict_words},
	{"modes", &mode_words},
	{"protections", &protection_words},
	{"log-choices", &log_words},
	{"loss-choices", &loss_words},
	{"repeat-choices", &repeat_words},
	{"callers", &from_words},
	{"memberships", &membership_words},
	{"relations", &relation_words},
	{"netns", &netns_words},
	{"races", &race_words},
	{"signed", &signed_words},
	{"attach-types", &attach_type_words},
	{"program-types", &program_type_words},
	{"capabilities", &capability_words},
};

static const struct word_set *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sets); i++)
		if (strcmp(sets[i].name, name) == 0)
			return sets[i].words;
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

int main(void)
{
	const struct word_set *set;
	char line[1024], name[64];

	while (fgets(line, sizeof(line), stdin)) {
		bool words = sscanf(line, ".\\\" words %63s", name) == 1;

		if (!words && sscanf(line, ".\\\" names %63s", name) != 1) {
			fputs(line, stdout);
			continue;
		}
		set = find(name);
		if (!set) {
			fprintf(stderr, "policy/manual: no set of words '%s'\n", name);
			return 1;
		}
		words ? print_words(set) : print_names(set);
	}
	return fflush(stdout) ? 1 : 0;
}
