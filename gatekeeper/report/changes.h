/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The last changes of the policy and of the daemon in a report. */
#ifndef GATEKEEPER_REPORT_CHANGES_H
#define GATEKEEPER_REPORT_CHANGES_H

#include <stdint.h>
#include <stdio.h>

#include "gatekeeper/log/print.h"
#include "gatekeeper/query/ring.h"

#define CHANGES_MAX 100

struct changes {
	struct log_ring rows; /* of the table, in HTML */
	size_t action_row;    /* of the table of fields */
	uint64_t count;       /* also of those that went out of the ring */
};

/* Returns 0 or -ENOMEM. */
int changes_open(struct changes *ret_changes);

/* Takes a record if it is of a change. Returns 0 or -ENOMEM. */
int changes_add(struct changes *changes, const struct log_view *view);

/* The section of the page. */
void changes_print(const struct changes *changes, FILE *out);

void changes_close(struct changes *changes);

#endif
