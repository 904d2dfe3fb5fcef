/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a policy would say today to what is attached. */
#ifndef GATEKEEPER_INVENTORY_POLICY_SAYS_H
#define GATEKEEPER_INVENTORY_POLICY_SAYS_H

#include <stdbool.h>

#include "gatekeeper/inventory/collection.h"

/*
 * Asks `image` about each attachment: for the caller of its record; where there is none, for a container with all
 * capabilities and no known executable, in the root cgroup and not at the target, and for root on the host, too.
 */
void attached_ask_policy(struct attached *attached, const struct gk_image *image);

/*
 * Would it be refused, as far as can be known? What was attached by nobody knows whom is, when the host would be
 * refused it: that a container would be is true of most of what a host has, and says nothing.
 */
bool attached_is_refused(const struct attachment *attachment);

/* The image in force, for attached_ask_policy(); to be freed. 0, -ENOENT or another negative errno. */
int attached_read_image(struct gk_image **ret_image);

#endif
