/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Reads a BPF ring buffer. libbpf's reader gives the room of a sample back also if its callback failed; this one leaves
 * the sample where it is, so that it outlives the process that could not use it.
 */
#ifndef GATEKEEPER_BASE_RING_H
#define GATEKEEPER_BASE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
	int fd;                  /* -1: not open */
	size_t size;             /* of the data, a power of two */
	unsigned long *consumer; /* the consumer's position, on a page of its own */
	void *producer;          /* the producer's position on its page, then the data twice */
};

#define RING_CLOSED \
	{ \
		.fd = -1 \
	}

/* Maps a ring buffer of which `fd` is the map, which becomes the ring's in each case. Returns 0 or a negative errno. */
int ring_open(int fd, struct ring *ret_ring);

/* A ring can be closed twice. */
void ring_close(struct ring *ring);

/*
 * Hands each sample to `take`, and gives its room back if that returned 0. Samples that come meanwhile are left to the
 * next call: whoever writes as fast as we read would not let this one return. Returns 0, or the error of `take`: then
 * the next call begins with the same sample, at the same address.
 */
int ring_consume(struct ring *ring, int (*take)(void *context, void *sample, size_t size), void *context);

/* Is the sample, or what is in its place by now, one of this ring? */
bool ring_has(const struct ring *ring, const void *sample);

#endif
