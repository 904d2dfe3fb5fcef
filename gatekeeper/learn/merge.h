/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Merging of learnt rules; learnt_rules_merge() is in rules.h. */
#ifndef GATEKEEPER_LEARN_MERGE_H
#define GATEKEEPER_LEARN_MERGE_H

#include "gatekeeper/learn/rules.h"

/* Adds the events and times of another rule. */
void learn_merge_counts(struct learnt_rule *rule, const struct learnt_rule *other);

#endif
