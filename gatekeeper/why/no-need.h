/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Is there a rule to propose? */
#ifndef GATEKEEPER_WHY_NO_NEED_H
#define GATEKEEPER_WHY_NO_NEED_H

#include "gatekeeper/why/policy-today.h"

/* Why no rule is to be proposed for the request of a record, as a sentence; NULL: one is. */
const char *find_no_need(json_t *record, const struct policy_today *today);

#endif
