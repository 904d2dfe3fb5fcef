/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Learnt rules as a policy, with comments for its reviewer. */
#ifndef GATEKEEPER_LEARN_WRITE_H
#define GATEKEEPER_LEARN_WRITE_H

#include <stdio.h>

#include "gatekeeper/learn/from-event.h"

struct learnt_policy {
	const struct learn_sets *sets;
	const struct learnt_rule *rule;
	size_t count;
	const struct learn_options *options;
	uint64_t events;                    /* events that were learnt from */
	uint64_t skipped[LEARN_SKIP_COUNT]; /* events that were not, by reason */
};

void learn_write(const struct learnt_policy *policy, FILE *stream);

#endif
