/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Counts over time without knowing the period beforehand: a fixed number of buckets, whose width doubles until the last
 * time fits. A time before the first one (the clock was set back) counts as the first.
 */
#ifndef GATEKEEPER_QUERY_TIME_AXIS_H
#define GATEKEEPER_QUERY_TIME_AXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gatekeeper/log/scan.h"

struct time_axis {
	int64_t start; /* of the first bucket, in seconds since 1970 */
	int64_t width; /* of a bucket in seconds; 0: no time yet */
};

/*
 * Makes room for a time in `count` buckets. Returns how often the caller must merge all of its buckets by
 * time_axis_merge() before it uses time_axis_bucket().
 */
unsigned int time_axis_fit(struct time_axis *axis, int64_t seconds, size_t count);

/* The bucket of a time that fits. */
size_t time_axis_bucket(const struct time_axis *axis, int64_t seconds);

/* Adds up neighbours; `count` is even. */
void time_axis_merge(uint64_t *buckets, size_t count);

/* Reads a time of our form, to the second. Returns false for any other text: the log may have been tampered with. */
bool time_axis_read(const struct log_span *time, int64_t *ret_seconds);

#endif
