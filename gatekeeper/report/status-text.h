/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The state of enforcement in one sentence. */
#ifndef GATEKEEPER_REPORT_STATUS_TEXT_H
#define GATEKEEPER_REPORT_STATUS_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/enforce/enforcer.h"

/*
 * The status as enforcer_status() gives it, and -EPERM where it is unknown whether a policy is loaded: without root, to
 * say that none is would be a false alarm.
 */
int status_read(struct enforcer_status *ret_status, struct failure *failure);

/* Prints the sentence. Returns whether the rest of `status` is of an active policy that this process can read. */
bool status_print_sentence(const struct enforcer_status *status, FILE *out);

#endif
