/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The parts of a report that are of this moment and not of the log. */
#ifndef GATEKEEPER_REPORT_NOW_H
#define GATEKEEPER_REPORT_NOW_H

#include <stdio.h>

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/inventory/collection.h"

/* The section with the state of enforcement. */
void now_print_state(FILE *out);

/* The section with what is attached; `log_path` has the records of who attached it. */
void now_print_attached(const char *log_path, FILE *out);

/* What these sections have once it was found. */
void now_print_status(const struct enforcer_status *status, FILE *out);
void now_print_table(const struct attached *attached, FILE *out);

#endif
