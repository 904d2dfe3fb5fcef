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

#endif
