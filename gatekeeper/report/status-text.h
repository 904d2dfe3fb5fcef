/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The state of enforcement in one sentence. */
#ifndef GATEKEEPER_REPORT_STATUS_TEXT_H
#define GATEKEEPER_REPORT_STATUS_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/enforce/enforcer.h"

/* Whether it is unknown if a policy is loaded: only root can see the pins. */
bool status_is_unknown(const struct enforcer_status *status);

/* Prints the sentence. Returns whether the rest of `status` is of an active policy that this process can read. */
bool status_print_sentence(const struct enforcer_status *status, FILE *out);

#endif
