/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What a rule matches, as one set of slots for each dimension of the image: a request matches when its slot is in
 * every set. The compiler writes these sets into the image; the checks compare them.
 */
#ifndef POLICY_MATCH_H
#define POLICY_MATCH_H

#include "rules.h"

struct match {
	uint64_t operations;
	uint64_t attach_types;
	uint64_t namespaces[GK_NAMESPACE_SLOTS / 64];
	uint64_t from;
	uint64_t relations;
	uint64_t callers[GK_NAMESPACE_SLOTS / 64]; /* `namespaces` and `from` together, which are not independent */
};

void match_from_rule(const struct policy *policy, const struct rule *rule, struct match *ret_match);

/* Is there no caller that has both its namespaces and its side (host or container)? */
bool match_no_caller(const struct match *match);

/* Does `wide` match whatever `narrow` does? */
bool match_covers(const struct match *wide, const struct match *narrow);

#endif
