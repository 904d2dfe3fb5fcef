/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Merging of learnt rules. */
#ifndef GATEKEEPER_LEARN_MERGE_H
#define GATEKEEPER_LEARN_MERGE_H

#include "gatekeeper/learn/rules.h"

/*
 * The fewest rules that were found which together allow exactly the same, in `ret_rule`, to be freed by the caller.
 * Returns 0 or -ENOMEM.
 */
int learnt_rules_merge(struct learnt_rules *rules, struct learnt_rule **ret_rule, size_t *ret_count);

#endif
