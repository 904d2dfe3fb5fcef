/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Containers as a policy names them: by the texts that their engine gave. A text that was cut is longer than any that a
 * policy may have, so that it equals none.
 */
#ifndef POLICY_LANGUAGE_CONTAINER_NAMES_H
#define POLICY_LANGUAGE_CONTAINER_NAMES_H

#include "policy/language/rules.h"

/* What is wrong with a text of `caller.container`; NULL: nothing. */
const char *container_mistake(enum container_key key, const char *text);

/*
 * Does a container satisfy the rule's condition on containers? A text that its engine did not give satisfies a deny
 * rule and no allow rule.
 */
bool container_fits(const struct policy *policy, const struct rule *rule, const struct container *container);

/*
 * Calls `take` with containers that satisfy the rule's condition, at least one for each text in it, as long as it
 * returns 0; they have no cgroup. Returns what it returned last, or 0.
 */
int container_examples(const struct policy *policy, const struct rule *rule,
		       int (*take)(void *context, const struct container *example), void *context);

/* Where a container has the text of a key, and its size; NULL: labels are no text. */
char *container_text(struct container *container, enum container_key key, size_t *ret_size);

/* Adds the label NAME=VALUE. Returns 0, or -E2BIG if there are CONTAINER_LABELS_MAX. */
int container_add_label(struct container *container, const char *label);

#endif
