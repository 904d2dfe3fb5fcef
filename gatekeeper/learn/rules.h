/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Rules while they are learnt: first one for each kind of event, then as few as allow the same. */
#ifndef GATEKEEPER_LEARN_RULES_H
#define GATEKEEPER_LEARN_RULES_H

#include "gatekeeper/request/from-record.h"
#include "gatekeeper/learn/sets.h"

#define LEARN_TIME_SIZE 40

/* Allows a request whose values are in all of its sets. */
struct learnt_rule {
	unsigned int set[LEARN_DIMENSIONS];
	__u8 limited;    /* namespaces with a condition */
	__u8 foreign;    /* those of them that must not be init */
	uint64_t events; /* number of events that it was learnt from */
	bool raced;      /* also from events that a repointed descriptor could have turned into such a request */
	char first[LEARN_TIME_SIZE];
	char last[LEARN_TIME_SIZE];
	struct event_request *sample; /* one of the events, without its words; NULL: none */
};

struct learnt_rules {
	struct learn_sets sets;
	struct learnt_rule *rule;
	size_t count;
	size_t room;
};

int learnt_rules_init(struct learnt_rules *ret_rules);
void learnt_rules_release(struct learnt_rules *rules);

/* Adds a rule, or its events to an equal one. Takes over the sample if the rule is new: *ret_new. Returns 0 or -ENOMEM.
 */
int learnt_rules_add(struct learnt_rules *rules, const struct learnt_rule *rule, bool *ret_new);

/* The length of a path before the part that has the id of a container; 0: none has, or the first. */
size_t learn_length_before_id(const char *path);

/*
 * Replaces the cgroups of callers, and of targets by path, of rules that are otherwise equal by the deepest cgroup
 * above them, and one with the id of a container by that above it. Returns 0 or -ENOMEM.
 */
int learnt_rules_widen_cgroups(struct learnt_rules *rules);

/* Adds the events and times of another rule. */
void learn_merge_counts(struct learnt_rule *rule, const struct learnt_rule *other);

#endif
