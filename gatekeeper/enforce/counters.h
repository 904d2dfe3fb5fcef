/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the kernel counted, and how much of the losses is on record. The kernel skips a program at a function while
 * another task on that processor was preempted in the same one (kernel/bpf/trampoline.c, __bpf_prog_enter_recur()), and
 * counts that in the program: each is at most one result of an attach or detach that has no event. Programs of LSM
 * hooks are not skipped.
 */
#ifndef GATEKEEPER_ENFORCE_COUNTERS_H
#define GATEKEEPER_ENFORCE_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#define COUNTERS_PROGRAMS_MAX 64

/* Descriptors of the maps, negative: not open; and of the programs that the kernel may skip. */
struct counters {
	int now_fd;
	int reported_fd;
	int program_fd[COUNTERS_PROGRAMS_MAX];
	unsigned int program_count;
	uint64_t skipped; /* at the last look */
	uint64_t loaded;  /* when the first of the programs was, CLOCK_BOOTTIME in ns; 0: unknown */
};

#define COUNTERS_CLOSED \
	{ \
		.now_fd = -1, .reported_fd = -1 \
	}

/* Opens what is pinned, to write what is reported too. Returns 0 or a negative errno; -ENOENT: nothing is loaded. */
int counters_open(struct counters *counters);

/* The same only for reading, as for a process that must not change what is loaded. */
int counters_open_to_read(struct counters *counters);
void counters_close(struct counters *counters);

/* Looks how often the programs were skipped, in one system call for each. Opening does that too. */
void counters_count_skipped(struct counters *counters);

/* Reads what is counted, with the skipped programs among the lost outcomes. Returns 0 or a negative errno. */
int counters_read(const struct counters *counters, struct gk_counters *ret_now);

/*
 * Is an event with this number and time, CLOCK_BOOTTIME in ns, one of those up to `now`? Not if it is of an earlier
 * load, which had numbers of its own, or of an earlier boot.
 */
bool counters_have_event(const struct counters *counters, const struct gk_counters *now, uint64_t sequence,
			 uint64_t time);

/*
 * Reads the losses up to `now` that have a gap record. Those of skipped programs begin at 0 with each load, where the
 * others may go on: what an earlier load had of them is not among what is returned. Returns 0 or a negative errno.
 */
int counters_read_reported(const struct counters *counters, const struct gk_counters *now,
			   struct gk_counters *ret_reported);

/* Notes that the losses up to `now` have a gap record, if that is new. Returns 0 or a negative errno. */
int counters_set_reported(const struct counters *counters, const struct gk_counters *now);

#endif
