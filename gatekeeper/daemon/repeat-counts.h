/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Denials that the kernel side only counted (bpf-lsm/event/repeat.bpf.h), on their way to the log (flow A). The BPF map
 * is mapped, so that the counts are still readable after somebody unloaded the programs.
 */
#ifndef GATEKEEPER_DAEMON_REPEAT_COUNTS_H
#define GATEKEEPER_DAEMON_REPEAT_COUNTS_H

#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/record/record.h"

struct repeats {
	struct gk_repeat *places; /* NULL: nothing is loaded */
};

/* Returns 0, -ENOENT if nothing is loaded, or another negative errno. */
int repeats_open(struct repeats *ret_repeats);
void repeats_close(struct repeats *repeats);

/*
 * Hands each count without a record to `write`, and marks it as recorded if that returns 0. Returns 0 or what `write`
 * returned; the rest is then left for the next time.
 */
int repeats_collect(struct repeats *repeats, uint64_t now, int (*write)(void *context, const struct repeat *repeat),
		    void *context);

/* The log ends with this record (event.time, total): its daemon may have been killed before it marked it here. */
void repeats_settle(struct repeats *repeats, uint64_t time, uint64_t total);

#endif
