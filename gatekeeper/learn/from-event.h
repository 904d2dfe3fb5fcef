/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is learnt from one event of the log: the narrowest rule that a policy can say of it, or why there is none. */
#ifndef GATEKEEPER_LEARN_EVENT_H
#define GATEKEEPER_LEARN_EVENT_H

#include "gatekeeper/learn/rules.h"

/* Why nothing is learnt from a decision: number, and what is said of it. */
#define LEARN_REFUSALS(X) \
	X(LEARN_REFUSED, "refused, when recorded, by the policy in force") \
	X(LEARN_OPERATION_UNKNOWN, "the operation is not known for sure, or not to this version") \
	X(LEARN_ATTACH_TYPE_UNKNOWN, "the attach type is not known to this version") \
	X(LEARN_TARGET_UNKNOWN, "the target is not known") \
	X(LEARN_NETNS_UNKNOWN, "the network namespace is not known") \
	X(LEARN_CGROUP_UNKNOWN, "the path of the caller's cgroup is not known, or can't be written in a policy") \
	X(LEARN_EXECUTABLE_UNKNOWN, \
	  "the executable is no file of this host by path and inode; --generalise executable learns without it")

#define LEARN_REFUSAL_TEXT(id, text) text,
#define LEARN_REFUSAL_ID(id, text) id,
enum learn_refusal { LEARN_REFUSALS(LEARN_REFUSAL_ID) LEARN_REFUSAL_COUNT, LEARN_ACCEPTED };

struct learn_options {
	bool any_executable; /* rules do not name executables */
	bool elsewhere;      /* this is not the host of the log: paths of executables are believed */
	const struct resolver *resolver;
};

/* The rule for exactly this, with its event counted. Its time and sample are not set. */
enum learn_refusal learn_event(struct learn_sets *sets, const struct learn_options *options,
			       const struct event_request *event, struct learnt_rule *ret_rule);

/*
 * The operations that the event becomes when another thread repoints its descriptor, as a set of bits: each must be
 * allowed, too (bpf-lsm/request/request.bpf.h).
 */
__u64 learn_raced_operations(const struct event_request *event, const char *command);

/* The rule for one of these, made of that for the event itself. */
void learn_raced_rule(struct learn_sets *sets, unsigned int operation, struct learnt_rule *rule);

#endif
