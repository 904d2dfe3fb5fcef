/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef POLICY_LANGUAGE_READ_RULE_H
#define POLICY_LANGUAGE_READ_RULE_H

#include "policy/language/reader.h"

/* Reads one rule into reader->rule, which is all zero. */
void read_rule(struct reader *reader, const struct node *node);

#endif
