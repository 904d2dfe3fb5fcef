/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Proves that a learnt policy allows what it was learnt from, by the compiler and the decision, not by our own code. */
#ifndef GATEKEEPER_LEARN_PROVE_H
#define GATEKEEPER_LEARN_PROVE_H

#include "gatekeeper/base/failure.h"
#include "gatekeeper/learn/rules.h"

/*
 * Compiles the text and decides each sample of `rules` by it. Returns 0, or -EINVAL or another negative errno with the
 * reason.
 */
int learn_prove(const char *text, size_t length, const struct learnt_rules *rules, struct failure *failure);

#endif
