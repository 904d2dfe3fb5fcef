/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_REPORT_TOP_ROWS_H
#define GATEKEEPER_REPORT_TOP_ROWS_H

#include "gatekeeper/report/figures.h"

/* The sections with the first rows of each summary. */
void top_rows_print(struct figures *figures, FILE *out);

#endif
