/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The parts of an image that hold vectors, each made from what the rules match. */
#ifndef POLICY_IMAGE_TABLES_H
#define POLICY_IMAGE_TABLES_H

#include "policy/match/match.h"
#include "policy/image/vectors.h"

/* What all of them are made from. */
struct compiler {
	const struct policy *policy;
	const struct match *matches; /* by rule */
	struct vectors *vectors;
	struct gk_image *image;
	uint32_t caller_levels; /* LEVEL_BIT() of each level at which callers are named, and of targets */
	uint32_t target_levels;
	const char *full; /* what of the image had no room, when a function returned -E2BIG */
};

/* Dimensions whose values are few: a table of all of them. */
void compile_tables(struct compiler *compiler);

/* User ids, as intervals. -E2BIG: more than an image has room for; -ENOMEM. */
int compile_uids(struct compiler *compiler);

/* Names, as entries of the hash table. -E2BIG: no hash found; -ENOMEM. */
int compile_entries(struct compiler *compiler);

/* Places `count` entries, all with different keys, so that each is found in one step. -E2BIG or -ENOMEM. */
int place_entries(const struct gk_entry *entries, size_t count, struct gk_image *image);

#endif
