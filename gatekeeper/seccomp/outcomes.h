/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What an image decides on operations, over all values that a system call filter can't see. */
#ifndef GATEKEEPER_SECCOMP_OUTCOMES_H
#define GATEKEEPER_SECCOMP_OUTCOMES_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/request/from-words.h"

/* What a policy says over all values that a filter can't see. Bits: both together are "depends". */
enum outcome { OUTCOME_ALLOW = 1, OUTCOME_DENY = 2, OUTCOME_DEPENDS = 3 };

/* Which callers: a member of `words` that is NULL stands for all values. The caller's cgroup in `request` is read. */
struct plan_caller {
	const struct request_words *words;
	const struct gk_request *request;
	enum gk_from from;
};

struct deciders {
	enum outcome outcome;
	struct gk_vector rules;   /* that decide for some values */
	struct gk_vector denying; /* those of them that deny */
	bool by_default;
	bool denied_by_default;
};

struct outcomes {
	const struct gk_image *image;
	const struct plan_caller *caller;
	struct deciders of[GK_OPERATION_SLOTS]; /* what was found already; zeroed at first */
};

/*
 * All decisions on a set of operations (bits). A combination of values that can't occur may be among those that are
 * asked: the outcome is then "depends" where it could be more exact, and never the other way round. Returns 0 or
 * -ENOMEM.
 */
int outcomes_of(struct outcomes *outcomes, uint64_t operations, struct deciders *ret_deciders);

#endif
