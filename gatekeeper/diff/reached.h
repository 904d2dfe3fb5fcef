/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which changes are behind a state of the walk, so that it is walked once. */
#ifndef GATEKEEPER_DIFF_REACHED_H
#define GATEKEEPER_DIFF_REACHED_H

#include <stddef.h>
#include <stdint.h>

/* 128 bits: that two of a million states have the same is less likely than a fault of the machine. */
struct state_key {
	uint64_t half[2];
};

struct state {
	struct state_key key;
	unsigned int first, count; /* in struct reached */
};

struct reached {
	struct state *state; /* hash table */
	size_t state_count, state_size;
	unsigned int *kept; /* of all states */
	size_t kept_count, kept_size;
	unsigned int *open; /* of those that are being walked, the innermost last */
	size_t open_count, open_size;
};

/* NULL: it was not walked yet. */
const struct state *reached_find(const struct reached *reached, const struct state_key *key);

/* Adds a change to the state that is being walked. Returns 0, -E2BIG or -ENOMEM, as the next. */
int reached_add(struct reached *reached, unsigned int change);

/* A state was walked: its changes are those that were added since `open_count` was `since`. */
int reached_keep(struct reached *reached, const struct state_key *key, size_t since);

void reached_release(struct reached *reached);

#endif
