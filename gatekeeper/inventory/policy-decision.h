/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a policy decides today about what is attached. */
#ifndef GATEKEEPER_INVENTORY_POLICY_DECISION_H
#define GATEKEEPER_INVENTORY_POLICY_DECISION_H

#include <stdbool.h>

#include "gatekeeper/inventory/collection.h"

/*
 * Evaluates `image` for each attachment but the gatekeeper's own: for the caller of its record; without a record, for a
 * container with all capabilities, no known executable, in the root cgroup and outside the target, and for root on the
 * host.
 */
void attached_evaluate_policy(struct attached *attached, const struct gk_image *image);

/*
 * Does the policy deny the attachment? With an unknown caller: only if it denies it to root on the host. Nearly all
 * that a host attaches is denied to a container, which says nothing.
 */
bool attached_is_denied(const struct attachment *attachment);

/* Reads the image of the active policy. The caller frees it. Returns 0, -ENOENT if no policy is loaded, or another
 * errno. */
int attached_read_image(struct gk_image **ret_image);

#endif
