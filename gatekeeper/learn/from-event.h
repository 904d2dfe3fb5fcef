/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is learnt from one event of the log: the narrowest rule that allows it, or why there is none. */
#ifndef GATEKEEPER_LEARN_FROM_EVENT_H
#define GATEKEEPER_LEARN_FROM_EVENT_H

#include "gatekeeper/learn/rules.h"

/* Why nothing is learnt from a decision: number and message. */
#define LEARN_SKIPS(X) \
	X(LEARN_DENIED, "the policy in force denied it") \
	X(LEARN_OF_HOST, "the host made it, and may do everything by the policy; --host learns from it, too") \
	X(LEARN_OPERATION_UNKNOWN, "the operation is unknown, or unknown to this version") \
	X(LEARN_ATTACH_TYPE_UNKNOWN, "the attach type is unknown to this version") \
	X(LEARN_TARGET_UNKNOWN, "the target is unknown") \
	X(LEARN_NETNS_UNKNOWN, "the network namespace is unknown") \
	X(LEARN_CGROUP_UNKNOWN, "the path of the caller's cgroup is unknown, or cannot be written in a policy") \
	X(LEARN_EXECUTABLE_UNKNOWN, \
	  "the executable is not a file of this host by path and inode; --generalise executable learns without it")

#define LEARN_SKIP_TEXT(id, text) text,
#define LEARN_SKIP_ID(id, text) id,
enum learn_skip { LEARN_SKIPS(LEARN_SKIP_ID) LEARN_SKIP_COUNT, LEARN_ACCEPTED };

/* What is allowed also, on request: number and word. */
#define LEARN_GENERALISATIONS(X) \
	X(LEARN_CGROUP_PREFIX, "cgroup-prefix") \
	X(LEARN_ANY_EXECUTABLE, "executable") \
	X(LEARN_ANY_NAME, "container-name")

#define LEARN_GENERALISATION_ID(id, word) id,
#define LEARN_GENERALISATION_WORD(id, word) word,
#define LEARN_GENERALISATION_ROW(id, word) {.number = id, .text = word, .policy = true},
enum learn_generalisation { LEARN_GENERALISATIONS(LEARN_GENERALISATION_ID) LEARN_GENERALISATION_COUNT };

struct learn_options {
	unsigned int generalise; /* a set of them, as bits */
	bool host;               /* the host may only do what was seen, too, and not everything */
	bool elsewhere;          /* this is not the host of the log: paths of executables are not checked */
	const struct resolver *resolver;
};

/* The rule that allows exactly this event, with one event counted. Its times and sample are not set. */
enum learn_skip learn_event(struct learn_sets *sets, const struct learn_options *options,
			    const struct event_request *event, struct learnt_rule *ret_rule);

/*
 * The operations that the event becomes if another thread repoints its descriptor, as a set of bits: each must be
 * allowed as well (bpf-lsm/request/request.bpf.h).
 */
__u64 learn_raced_operations(const struct event_request *event, const char *command);

/* Turns the rule for the event itself into that for one of these operations. */
void learn_raced_rule(struct learn_sets *sets, unsigned int operation, struct learnt_rule *rule);

#endif
