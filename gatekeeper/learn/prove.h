/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Does a learnt policy allow what it was learnt from? Asked of the compiler and of the decision, not of ourselves. */
#ifndef GATEKEEPER_LEARN_PROVE_H
#define GATEKEEPER_LEARN_PROVE_H

#include "gatekeeper/base/failure.h"
#include "gatekeeper/learn/rules.h"

/*
 * Compiles the text and decides each sample of `rules` by it. 0, -EINVAL with what is wrong, or another negative errno
 * with it.
 */
int learn_prove(const char *text, size_t length, const struct learnt_rules *rules, struct failure *failure);

#endif
