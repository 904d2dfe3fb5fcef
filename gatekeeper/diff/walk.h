/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Walks the classes of one frame, level by level, and finds all pairs of rules that decide the same request otherwise.
 */
#ifndef GATEKEEPER_DIFF_WALK_H
#define GATEKEEPER_DIFF_WALK_H

#include "gatekeeper/diff/result.h"
#include "gatekeeper/diff/reached.h"
#include "gatekeeper/diff/suffix.h"

/* Adds the changes of the last frame. Returns 0, -E2BIG or -ENOMEM. */
int diff_walk(struct difference *difference);

#endif
