/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The keys of one word at run time: which member of a policy or rule has the word of which key. */
#ifndef POLICY_LANGUAGE_WORD_KEYS_H
#define POLICY_LANGUAGE_WORD_KEYS_H

#include <stddef.h>

#include "policy/language/words.h"

/* A key whose value is one word. */
struct word_key {
	unsigned int key; /* enum top_key, rule_key or caller_key */
	const struct word_set *words;
	size_t member;               /* offset of its struct choice in struct policy or struct rule */
	const unsigned int *missing; /* the word that stands when the key is missing; NULL: none */
};

/* Each ends with a row without words. */
extern const struct word_key top_word_keys[], rule_word_keys[], caller_word_keys[];

#endif
