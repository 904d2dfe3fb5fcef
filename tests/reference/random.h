/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Random policies and requests; the same state gives the same ones. */
#ifndef TESTS_REFERENCE_RANDOM_H
#define TESTS_REFERENCE_RANDOM_H

#include "bpf-lsm/contract/abi.h"

#include "tests/reference/said.h"

struct random_state {
	uint64_t state;
};

unsigned int random_pick(struct random_state *random, unsigned int below);
bool random_chance(struct random_state *random, unsigned int percent);

/* Around the edges of what a policy may say: the first and the last id, neighbours. */
uint32_t random_uid(struct random_state *random);

/* A request with the cgroups above its caller and its target; it points into itself, so it is not to be copied. */
struct random_request {
	struct gk_request request;
	uint64_t caller[GK_CGROUP_LEVELS];
	uint64_t target[GK_CGROUP_LEVELS];
};

/* A policy that is written right, but may be contradictory; false: no memory. To be freed by said_release(). */
bool random_policy(struct random_state *random, struct said_policy *ret_policy);
void said_release(struct said_policy *policy);

/* Now and then with numbers that this version has no word for. */
void random_request(struct random_state *random, struct random_request *ret_request);

/* One that this rule may match, or miss by a little. */
void random_request_for(struct random_state *random, const struct said_policy *policy, const struct said_rule *rule,
			struct random_request *ret_request);

/* Only the caller's part of one. */
void random_caller(struct random_state *random, struct random_request *request);

#endif
