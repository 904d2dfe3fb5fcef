/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What a rule matches, as one set of slots for each dimension of the image: a request matches when its slot is in
 * every set. The compiler writes these sets into the image; the checks compare them. What is named (executables,
 * cgroups, programs, user ids) is in the rule's lists; here is what holds where none of the names does.
 */
#ifndef POLICY_MATCH_MATCH_H
#define POLICY_MATCH_MATCH_H

#include "policy/language/rules.h"

#define NAMESPACE_WORDS (GK_NAMESPACE_SLOTS / 64)
#define SIGNATURE_NO_PROGRAM GK_SIGNATURE_SLOTS /* the bit behind the slots: there is no program */

struct match {
	const struct policy *policy;
	const struct rule *rule;
	uint64_t operations;
	uint64_t attach_types;
	uint64_t namespaces[NAMESPACE_WORDS];
	uint64_t from;
	uint64_t callers[GK_FROM_COUNT][NAMESPACE_WORDS]; /* both together, of callers that there can be */
	uint64_t relations[2];                            /* with a descriptor table of one's own, with a shared one */
	uint64_t netns;
	uint64_t program_types;
	uint64_t signatures;
	uint64_t program_names; /* states of a program in which no name needs to be looked for */
	uint64_t program_tags;
	bool unknown_executable; /* it need not be known */
};

void match_from_rule(const struct policy *policy, const struct rule *rule, struct match *ret_match);

/* Is there no caller that has both its namespaces and its side (host or container)? */
bool match_no_caller(const struct match *match);

/* Does `wide` match whatever `narrow` does? */
bool match_covers(const struct match *wide, const struct match *narrow);

/* Is a name in a list? */
bool list_has(const struct policy *policy, struct list list, unsigned int number);

#endif
