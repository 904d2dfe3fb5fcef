/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Who loads a policy is told what is attached already that it would refuse: loading detaches nothing. */
#ifndef GATEKEEPER_INVENTORY_WARN_H
#define GATEKEEPER_INVENTORY_WARN_H

#include "bpf-lsm/contract/abi.h"

/* A line on stderr for each, and for what is more than a few their number. */
void attached_warn(const struct gk_image *image);

#endif
