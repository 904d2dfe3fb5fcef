/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Attaches and detaches of the host's service manager, of which it makes the same ones for each start of a service.
 * With `service-manager: count` in the policy, only the first of equal ones has a record, and a count of the others is
 * written every ten minutes. Nothing that failed or that the policy denies is ever left out.
 */
#ifndef GATEKEEPER_RECORD_LEFT_OUT_H
#define GATEKEEPER_RECORD_LEFT_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/record/record.h"

#define LEFT_OUT_KINDS 256
#define LEFT_OUT_PERIOD 600000000000ULL /* ns between two records of a count */

struct left_out_kind;

struct left_out {
	struct left_out_kind *kinds; /* LEFT_OUT_KINDS of them; NULL: none yet */
	uint64_t total;              /* events that got no record of their own */
	uint64_t collected;          /* CLOCK_BOOTTIME in ns: when counts were last written */
};

/*
 * Whether the event is left out: it is counted then. An event of which the program or the path of the target is unknown
 * is never left out.
 */
bool left_out_take(struct left_out *left_out, const struct record_context *context, const struct gk_event *event);

/*
 * Hands each count to `write` if the last time was LEFT_OUT_PERIOD ago, or if the daemon ends. Returns 0 or what
 * `write` returned; the rest is then left for the next time. What did not happen again is forgotten: the next one has a
 * record.
 */
int left_out_collect(struct left_out *left_out, uint64_t now, bool ending,
		     int (*write)(void *context, const struct repeat *repeat), void *context);

void left_out_release(struct left_out *left_out);

#endif
