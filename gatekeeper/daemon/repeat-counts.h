/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Denials that the kernel side only counted (bpf-lsm/event/repeat.bpf.h), on their way to the log (flow A). The map is
 * mapped: the counts of a kernel side that somebody unloads are still there to be collected.
 */
#ifndef GATEKEEPER_DAEMON_REPEAT_COUNTS_H
#define GATEKEEPER_DAEMON_REPEAT_COUNTS_H

#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/record/record.h"

struct repeats {
	struct gk_repeat *places; /* NULL: nothing is loaded */
};

int repeats_open(struct repeats *ret_repeats);
void repeats_close(struct repeats *repeats);

/*
 * Hands each count that is not on record to `write`, and takes it as on record when that returns 0. Returns 0 or what
 * `write` returned; the rest is then left for the next time.
 */
int repeats_collect(struct repeats *repeats, uint64_t now, int (*write)(void *context, const struct repeat *repeat),
		    void *context);

/* The log ends with this record (event.time, total); its daemon may have been killed before it said so here. */
void repeats_settle(struct repeats *repeats, uint64_t time, uint64_t total);

#endif
