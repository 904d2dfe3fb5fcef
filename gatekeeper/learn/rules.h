/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Rules while they are learnt: first one for each thing that was seen, then as few as say the same. */
#ifndef GATEKEEPER_LEARN_RULES_H
#define GATEKEEPER_LEARN_RULES_H

#include "gatekeeper/request/from-record.h"
#include "gatekeeper/learn/sets.h"

#define LEARN_TIME_SIZE 40

/* Allows a request whose values are in all of its sets. */
struct learnt_rule {
	unsigned int set[LEARN_DIMENSIONS];
	__u8 asked;      /* namespaces that there is a condition on */
	__u8 foreign;    /* and which of them are not init */
	uint64_t events; /* that it comes from */
	bool raced;      /* also from events that might have become such a request, by a repointed descriptor */
	char first[LEARN_TIME_SIZE];
	char last[LEARN_TIME_SIZE];
	struct event_request *sample; /* one of them, without what is for showing; NULL where there is none */
};

struct learnt_rules {
	struct learn_sets sets;
	struct learnt_rule *rule;
	size_t count;
	size_t room;
};

int learnt_rules_init(struct learnt_rules *ret_rules);
void learnt_rules_release(struct learnt_rules *rules);

/* Adds a rule, or its events to an equal one. Takes over the sample when it is a new one: *ret_new. 0 or -ENOMEM. */
int learnt_rules_add(struct learnt_rules *rules, const struct learnt_rule *rule, bool *ret_new);

/* Callers, and targets by path, of rules that are otherwise the same: the deepest cgroup that is above all of them. */
int learnt_rules_widen_cgroups(struct learnt_rules *rules);

/*
 * As few rules as were found that together allow exactly the same: in `ret_rule`, to be freed; at most as many as there
 * are rules. 0 or -ENOMEM.
 */
int learnt_rules_merge(struct learnt_rules *rules, struct learnt_rule **ret_rule, size_t *ret_count);

#endif
