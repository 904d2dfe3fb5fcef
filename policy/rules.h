/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A policy by meaning: the tree's words as numbers, each with its place. Read by the checks and the compiler. */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/abi.h"

#include "findings.h"
#include "tree.h"

#define OPERATIONS_ALL ((1ULL << GK_OPERATION_COUNT) - 1)
#define OPERATIONS_CGROUP (1ULL << GK_OP_ATTACH_CGROUP | 1ULL << GK_OP_REPLACE_CGROUP | 1ULL << GK_OP_DETACH_CGROUP)

/* Sets are bit masks over the numbers of the vocabulary; a condition that is not there has an empty one. */
struct rule {
	char name[GK_RULE_NAME_SIZE]; /* empty when it had none that will do */
	bool broken;                  /* it has an error: what it would match is not known */
	struct place place;
	struct place name_place;
	struct place operations_place;
	struct place attach_types_place;
	struct place caller_place;
	struct place target_place;
	enum gk_verdict verdict;
	bool has_log;
	enum gk_log log;
	uint64_t operations;
	uint64_t attach_types;
	uint64_t target; /* enum gk_relation, as written: own-subtree alone, not with own */
	bool has_from;
	enum gk_from from;
	uint8_t init_namespaces;     /* the caller is in the init one of all these */
	uint8_t not_init_namespaces; /* and of none of these */
};

struct policy {
	enum gk_mode mode;
	enum gk_verdict default_verdict;
	enum gk_log log;
	uint8_t host_namespaces;
	bool host_broken;
	size_t rule_count;
	struct rule *rules;
};

/*
 * What the tree says, in numbers; everything outside the closed vocabulary is a finding. Returns 0 with the policy,
 * to be released by policy_release(), also when there are findings: what is wrong was left out. -ENOMEM.
 */
int policy_read(const struct tree *tree, struct findings *findings, struct policy *ret_policy);
void policy_release(struct policy *policy);

/* The checks that look at more than one word; what is broken is left out of them. */
void policy_check(const struct policy *policy, struct findings *findings);

/* The image of a policy that passed the checks; its digest is left zero. */
void policy_compile(const struct policy *policy, struct gk_image *image);

#endif
