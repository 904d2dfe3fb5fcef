/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What an image decides on operations, over all values that a system call filter can't see. */
#ifndef GATEKEEPER_SECCOMP_OUTCOMES_H
#define GATEKEEPER_SECCOMP_OUTCOMES_H

#include "gatekeeper/seccomp/plan.h"

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
