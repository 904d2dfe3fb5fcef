/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * All values of a call's arguments as comparisons of a seccomp filter. The kernel takes 32 bits of a command, an option
 * or a request where a filter sees 64: each comparison has a mask within the low half.
 */
#ifndef GATEKEEPER_SECCOMP_COVER_H
#define GATEKEEPER_SECCOMP_COVER_H

#include "gatekeeper/seccomp/plan.h"

/* Holds if (argument & mask) == value. */
struct cover_argument {
	unsigned int index;
	uint32_t mask;
	uint32_t value;
};

typedef int cover_add(void *context, bool denied, const struct cover_argument *argument, size_t count);

/*
 * Calls `add` for disjoint sets of values, which together are all of them; count 0: the whole call. Returns 0 or what
 * `add` returned, if that is negative.
 */
int cover_call(const struct plan_call *call, cover_add *add, void *context);

#endif
