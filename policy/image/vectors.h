/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The vectors of an image while it is compiled: sets of rules, of which equal ones are stored once. */
#ifndef POLICY_IMAGE_VECTORS_H
#define POLICY_IMAGE_VECTORS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "bpf-lsm/contract/abi.h"

#define VECTORS_HASHED (2 * GK_VECTORS_MAX)

struct vectors {
	struct gk_image *image;
	bool full; /* there were more different ones than an image has room for */
	uint16_t hashed[VECTORS_HASHED];
};

/* Begins with GK_VECTOR_NONE and GK_VECTOR_ALL. */
void vectors_init(struct vectors *vectors, struct gk_image *image);

/* The cell of a vector with these rules. */
uint32_t vectors_add(struct vectors *vectors, const struct gk_vector *vector);

static inline void vector_set(struct gk_vector *vector, size_t rule)
{
	vector->word[rule / 64] |= 1ULL << (rule % 64);
}

static inline bool vector_has(const struct gk_vector *vector, size_t rule)
{
	return vector->word[rule / 64] >> (rule % 64) & 1;
}

static inline void vector_or(struct gk_vector *vector, const struct gk_vector *other)
{
	for (size_t i = 0; i < GK_RULE_WORDS; i++)
		vector->word[i] |= other->word[i];
}

static inline struct gk_vector vector_and(const struct gk_vector *one, const struct gk_vector *other)
{
	struct gk_vector both;

	for (size_t i = 0; i < GK_RULE_WORDS; i++)
		both.word[i] = one->word[i] & other->word[i];
	return both;
}

#endif
