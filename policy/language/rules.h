/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A policy by meaning: the tree's words as numbers, each with its place. Read by the checks and the compiler. */
#ifndef POLICY_LANGUAGE_RULES_H
#define POLICY_LANGUAGE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "policy/source/findings.h"
#include "policy/language/keys.h"
#include "policy/language/names.h"
#include "policy/language/resolve.h"
#include "policy/source/tree.h"

/* '*': also what this version has no name for. */
#define OPERATIONS_ALL (~0ULL)
#define OPERATIONS_OF_VERB(verb) (GK_ALL_OF_VERB(verb) & OPERATIONS_NAMED)
#define OPERATION_BIT(id, number, word, doc) | 1ULL << (number)
/* With a row in the table, `unknown` families aside. */
#define OPERATIONS_NAMED ((0ULL GK_OPERATIONS(OPERATION_BIT)) & ~OPERATIONS_OF_FAMILY(UNKNOWN))
#define OPERATIONS_OF_FAMILY(id) (1ULL << GK_OP_ATTACH_##id | 1ULL << GK_OP_REPLACE_##id | 1ULL << GK_OP_DETACH_##id)

/* Part of one of the policy's pools. */
struct list {
	unsigned int first;
	unsigned int count;
};

struct uid_range {
	uint32_t first;
	uint32_t last;
	struct place place;
};

/* The word that a key of one word has; see keys.h. */
struct choice {
	bool is_set;         /* the key is there */
	unsigned int number; /* of the word */
	struct place place;  /* of the key */
};

#define TOP_CHOICE(X, id, key, words, member, missing, flag, doc) struct choice member;
#define CHOICE(X, id, key, words, member, doc) struct choice member;

/* Sets are bit masks over the numbers of the vocabulary; a condition that is not there has an empty one. */
struct rule {
	char name[GK_RULE_NAME_SIZE]; /* empty when it had none that will do */
	char message[GK_MESSAGE_SIZE];
	bool broken; /* it has an error: what it would match is not known */
	struct place place;
	struct place name_place;
	struct place operations_place;
	struct place attach_types_place;
	struct place caller_place;
	struct place target_place; /* of target.cgroup */
	struct place netns_place;
	struct place program_place;
	enum gk_verdict verdict;
	uint64_t operations;
	uint64_t attach_types;
	uint8_t init_namespaces;     /* the caller is in the init one of all these */
	uint8_t not_init_namespaces; /* and of none of these */
	struct list uids;            /* of policy->uids: ascending, apart from each other */
	struct list executables;     /* of policy->numbers, ascending; as all of names */
	struct list caller_cgroups;
	struct list caller_units;
	struct list container[CONTAINER_KEY_COUNT]; /* of policy->container_texts */
	bool has_container;
	uint64_t capabilities;
	uint8_t relations; /* enum gk_relation, as written: own-subtree alone, not with own */
	struct list target_cgroups;
	uint8_t netns;
	uint64_t program_types;
	struct list program_names;
	struct list program_tags;
	uint8_t signatures;
	RULE_WORD_KEYS(CHOICE, )
	CALLER_WORD_KEYS(CHOICE, )
};

/* A container that its engine told of. */
struct known_container {
	unsigned int cgroup;          /* of policy->cgroups */
	uint64_t fits[GK_RULE_WORDS]; /* the rules whose condition on containers it satisfies, if only by being unknown
				       */
};

struct policy {
	TOP_WORD_KEYS(TOP_CHOICE, )
	uint8_t host_namespaces;
	struct list not_in_cgroups; /* of policy->numbers */
	struct list services;       /* units */
	bool host_broken;
	const struct node *include; /* of the tree of the policy file; NULL: none */
	size_t rule_count;
	struct rule *rules;

	struct names rule_names;
	struct names executables;
	struct names cgroups;
	struct names units;           /* as they are written: NAME.TYPE, NAME@*.TYPE, *.TYPE */
	struct names container_texts; /* what conditions on containers have, as it is written */
	struct names program_names;
	struct names program_tags;
	bool too_many_names;
	bool uses_containers; /* a rule has a condition on them */

	struct known_container *known_containers; /* of this host, once the policy is resolved */
	size_t container_count, container_room;
	uint64_t container_generation; /* see struct resolver; 0: no rule asks */

	unsigned int *numbers; /* of names, the pool of all lists of them */
	size_t number_count, number_room;
	struct uid_range *uids;
	size_t uid_count, uid_room;
	unsigned int list_count; /* given out by the reader, so that a name knows the last list that it was in */
};

/* To be released by policy_release() in each case. 0 or -ENOMEM. */
int policy_init(struct policy *ret_policy);
void policy_release(struct policy *policy);

/*
 * What the tree says, in numbers; everything outside the closed vocabulary is a finding, and is left out. The second
 * one adds the rules of a drop-in. 0 or -ENOMEM.
 */
int policy_read(const struct tree *tree, struct findings *findings, struct policy *policy);
int policy_read_drop_in(const struct tree *tree, struct findings *findings, struct policy *policy);

/*
 * Gives every name the key of its entry in the image, and every cgroup the one above it, and finds the containers, if a
 * rule asks; what is not there is a finding. 0 or -ENOMEM.
 */
int policy_resolve(struct policy *policy, const struct resolver *resolver, struct findings *findings);

/* Does it name more than an image has room for? */
static inline bool policy_has_too_many_names(const struct policy *policy)
{
	return policy->executables.count + policy->cgroups.count + policy->units.count + policy->program_names.count +
		       policy->program_tags.count >
	       GK_NAMES_MAX;
}

/* Is a cgroup that of a container, or below it? */
static inline bool name_is_in_container(const struct name *cgroup)
{
	while (cgroup && !cgroup->is_container)
		cgroup = cgroup->above;
	return cgroup != NULL;
}

/* Must the cgroup of a caller or target be found out? */
static inline bool policy_asks_for_cgroups(const struct policy *policy)
{
	return policy->cgroups.count > 0 || policy->units.count > 0 || policy->uses_containers;
}

/* The checks that look at more than one word; what is broken is left out of them. 0 or -ENOMEM. */
int policy_check(struct policy *policy, struct findings *findings);

/*
 * The image of a policy that passed the checks, into one that is all zero; its digest and the names of its files are
 * left so. 0, -EINVAL with a finding when it has no room in an image, or -ENOMEM.
 */
int policy_compile(const struct policy *policy, struct findings *findings, struct gk_image *image);

#endif
