/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Why a rule does not match a request: found in the image, as the decision is. */
#ifndef GATEKEEPER_EXPLAIN_WHY_H
#define GATEKEEPER_EXPLAIN_WHY_H

#include "bpf-lsm/contract/abi.h"

/* The first condition of a rule that does not hold for the request, by its key in a policy; NULL: the rule matches. */
const char *failed_condition(const struct gk_image *image, const struct gk_request *request, __u32 rule);

#endif
