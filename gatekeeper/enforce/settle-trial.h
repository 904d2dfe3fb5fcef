/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Tidies up after a trial that ended, or one that somebody was killed in. */
#ifndef GATEKEEPER_ENFORCE_SETTLE_TRIAL_H
#define GATEKEEPER_ENFORCE_SETTLE_TRIAL_H

#include <stdbool.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/enforce/image-slot.h"

/*
 * Takes an ended trial back for good, with its record; frees the image that is no longer needed, detaches the hooks
 * that only it needed, and switches to the protection of the active policy. Does nothing if there is nothing to do.
 * The lock is held; CAP_BPF is enough. Returns 0, -EBUSY if a trial is running, or another negative errno.
 */
int trial_settle(const struct image_slot *slot, struct failure *failure);

/* Has it something to do? What is sealed waits until it can be changed. */
bool trial_is_unsettled(const struct image_slot *slot);

#endif
