/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A second opinion on a decision: from the words of a policy, rule by rule, without the compiler and its image. */
#ifndef TESTS_REFERENCE_EVALUATE_H
#define TESTS_REFERENCE_EVALUATE_H

#include "bpf-lsm/contract/abi.h"

#include "tests/reference/said.h"

struct opinion {
	size_t rule; /* or the number of rules: none matches */
	bool deny;
	bool logged;
	int from;
};

struct opinion evaluate(const struct said_policy *policy, const struct gk_request *request);

/* Does the rule's `caller` fit who asks? */
bool caller_fits(const struct said_policy *policy, const struct said_rule *rule, const struct gk_request *request);

#endif
