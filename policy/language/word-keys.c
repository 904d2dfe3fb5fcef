// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/word-keys.h"

#include "policy/language/rules.h"

#define TOP_WORD_ROW(X, id, key_text, set, field, if_missing, flag, key_doc) \
	{.key = (id), \
	 .words = &(set), \
	 .member = offsetof(struct policy, field), \
	 .missing = &(const unsigned int){if_missing}},
#define WORD_ROW(X, id, key_text, set, field, key_doc) \
	{.key = (id), .words = &(set), .member = offsetof(struct rule, field)},
const struct word_key top_word_keys[] = {TOP_WORD_KEYS(TOP_WORD_ROW, ){0}};
const struct word_key rule_word_keys[] = {RULE_WORD_KEYS(WORD_ROW, ){0}};
const struct word_key caller_word_keys[] = {CALLER_WORD_KEYS(WORD_ROW, ){0}};
