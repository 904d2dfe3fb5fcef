/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The last lines of what was read. */
#ifndef GATEKEEPER_QUERY_RING_H
#define GATEKEEPER_QUERY_RING_H

#include <stddef.h>

struct log_ring {
	char **line; /* each ends with a NUL */
	size_t size; /* lines that are kept */
	size_t count;
	size_t next; /* where the next line goes */
};

/* Returns 0 or -ENOMEM. */
int log_ring_open(size_t size, struct log_ring *ret_ring);

/* Adds a copy of the line; the oldest one goes if there is no room. Returns 0 or -ENOMEM. */
int log_ring_add(struct log_ring *ring, const char *line, size_t length);

/* Line `number` of `count`, from the oldest on. */
const char *log_ring_line(const struct log_ring *ring, size_t number);

/* Moves the lines of `older` in front of those of `ring`, which has room for them. Returns 0 or -ENOMEM. */
int log_ring_prepend(struct log_ring *ring, struct log_ring *older);

/* Drops all lines. */
void log_ring_clear(struct log_ring *ring);

void log_ring_close(struct log_ring *ring);

#endif
