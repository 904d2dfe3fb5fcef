/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The status as text for Prometheus. Labels have values of closed sets, the policy's digest and the version only. */
#ifndef GATEKEEPER_METRICS_METRICS_H
#define GATEKEEPER_METRICS_METRICS_H

#include <stdio.h>

#include "gatekeeper/enforce/enforcer.h"

void metrics_print(const struct enforcer_status *status, FILE *out);

#endif
