/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * In what two images differ: which requests another rule decides, or the same one otherwise. All requests that can be
 * made are compared, class by class, so that an empty result is a proof.
 */
#ifndef GATEKEEPER_DIFF_DIFFERENCE_H
#define GATEKEEPER_DIFF_DIFFERENCE_H

#include "gatekeeper/diff/result.h"

/*
 * Compares two images that were compiled with the resolver of `names`; all three must outlive the result. Returns 0,
 * -E2BIG if they differ in more ways than fit into memory, or -ENOMEM; to be released in each case.
 */
int difference_find(const struct gk_image *before, const struct gk_image *after, struct diff_names *names,
		    struct difference *difference);

void difference_release(struct difference *difference);

/* What decides a change on one side, as gk_decide() gives it. */
struct gk_decision diff_decision(const struct difference *difference, const struct diff_change *change, size_t side);

#endif
