/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The words of bpf-lsm/contract/vocabulary.h at run time: number to word, word to number, and the word that was meant.
 */
#ifndef POLICY_LANGUAGE_WORDS_H
#define POLICY_LANGUAGE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct word {
	unsigned int number;
	const char *text;
	const char *doc;     /* NULL where the table has none */
	bool policy;         /* a policy may contain it; the others are for the log and the command line */
	unsigned int family; /* enum gk_family: of attach types, link types and map types */
};

struct word_set {
	const char *noun; /* what one of them is called in a message */
	const struct word *words;
	size_t count;
	const char *listed; /* where they are listed, when there are too many for a message */
};

extern const struct word_set operation_words, family_words, namespace_words, verdict_words, mode_words,
	protection_words, log_words, loss_words, repeat_words, service_manager_words, containers_words, from_words,
	relation_words, netns_words, signature_words, program_state_words, race_words, event_kind_words, guard_words,
	reason_words, command_words, attach_type_words, link_type_words, map_type_words, program_type_words,
	capability_words, route_words;

/* These two values of `caller.namespaces` exist in the policy only. */
enum membership { MEMBER_INIT, MEMBER_NOT_INIT };
extern const struct word_set membership_words;

/* The values of `program.signed`, as numbers of enum gk_signature. */
extern const struct word_set signed_words;

/* NULL when the set has no such word or number. */
const struct word *word_by_text(const struct word_set *set, const char *text);
const struct word *word_by_number(const struct word_set *set, unsigned int number);
const char *word_text(const struct word_set *set, unsigned int number);

/* The word of a policy that was plausibly meant by `text`; NULL when none is near. */
const struct word *word_nearest(const struct word_set *set, const char *text);

#endif
