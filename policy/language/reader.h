/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reading one mapping, word or list of words against a closed vocabulary: the same for every key of the language. */
#ifndef POLICY_LANGUAGE_READER_H
#define POLICY_LANGUAGE_READER_H

#include "policy/language/keys.h"
#include "policy/language/rules.h"
#include "policy/language/word-keys.h"

struct reader {
	struct findings *findings;
	struct policy *policy;
	struct rule *rule; /* the one that is being read */
	int error;         /* -ENOMEM once there was no memory */
};

typedef void (*key_reader)(struct reader *reader, unsigned int key, const struct node *value);

#define KEY_UNKNOWN (1U << 31)

/*
 * Calls `read` for each key, reports unknown, duplicate and missing ones. Returns the keys that were there (bit n:
 * key number n) with KEY_UNKNOWN when there were others: then a key that seems missing is probably the misspelt one,
 * and is not reported.
 */
unsigned int read_mapping(struct reader *reader, const struct node *node, const struct key_set *keys, key_reader read);

/* As read_mapping(), of conditions: one that is written and says nothing was meant to say something. */
void read_conditions(struct reader *reader, const struct node *value, const struct key_set *keys, key_reader read);

/* Is it a word? Otherwise says so. */
bool expect_word(struct reader *reader, const struct node *node, const char *wanted);
/* The number of a word of `set`; false with a finding. */
bool read_word(struct reader *reader, const struct node *node, const struct word_set *set, unsigned int *ret_number);

/*
 * The word of `key`, a key of the table, into that member of `structure`, which keeps its number when the word is not
 * known.
 */
void read_choice(struct reader *reader, const struct word_key *table, unsigned int key, const struct node *value,
		 void *structure);

/* Calls `read` for a word, or for each word of a list; what is not that is reported. */
typedef void (*item_reader)(struct reader *reader, const struct node *item, void *context);
void read_items(struct reader *reader, const struct node *node, const char *noun, item_reader read, void *context);

/* A word that stands for several of a set, as '*' for all operations. */
struct several {
	const char *text;
	uint64_t numbers;
};

/* The numbers of a word or of a list of words; `several` ends with a row without text, or is NULL. */
uint64_t read_words(struct reader *reader, const struct node *node, const struct word_set *set,
		    const struct several *several);

/* A word that is not in the set, or that no policy may have. */
void report_word(struct reader *reader, const struct node *node, const struct word_set *set,
		 const struct several *several);
void report_twice(struct reader *reader, const struct node *item);
void report_kind(struct reader *reader, const struct node *node, const char *wanted);
/* Is it `key:` with nothing behind it? */
bool node_is_nothing(const struct node *node);

#endif
