// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/image/vectors.h"

#define NO_VECTOR UINT16_MAX

static uint32_t hash_of(const struct gk_vector *vector)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < GK_RULE_WORDS; i++)
		hash = (hash ^ vector->word[i]) * 0x9e3779b97f4a7c15ULL, hash ^= hash >> 32;
	return hash & (VECTORS_HASHED - 1);
}

static uint16_t summary_of(const struct gk_vector *vector)
{
	uint16_t summary = 0;

	for (size_t i = 0; i < GK_RULE_WORDS; i++)
		summary |= (vector->word[i] != 0) << i;
	return summary;
}

/* There are always more places than vectors. */
static uint16_t *find_place(struct vectors *vectors, const struct gk_vector *vector)
{
	uint32_t place = hash_of(vector);

	while (vectors->hashed[place] != NO_VECTOR) {
		if (memcmp(&vectors->image->vector[vectors->hashed[place]], vector, sizeof(*vector)) == 0)
			break;
		place = (place + 1) & (VECTORS_HASHED - 1);
	}
	return &vectors->hashed[place];
}

static uint16_t store(struct vectors *vectors, const struct gk_vector *vector)
{
	struct gk_image *image = vectors->image;

	image->vector[image->vector_count] = *vector;
	return image->vector_count++;
}

uint32_t vectors_add(struct vectors *vectors, const struct gk_vector *vector)
{
	uint16_t *place = find_place(vectors, vector);

	if (*place == NO_VECTOR && vectors->image->vector_count == GK_VECTORS_MAX) {
		vectors->full = true;
		return GK_CELL_NONE;
	}
	if (*place == NO_VECTOR)
		*place = store(vectors, vector);
	return GK_CELL(*place, summary_of(vector));
}

void vectors_init(struct vectors *vectors, struct gk_image *image)
{
	struct gk_vector none = {0}, all = {0};

	vectors->image = image;
	vectors->full = false;
	memset(vectors->hashed, 0xff, sizeof(vectors->hashed));
	for (size_t i = 0; i < image->rule_count; i++)
		vector_set(&all, i);
	vectors_add(vectors, &none);
	/* Without rules it equals the other one, and has its number all the same. */
	if (image->rule_count > 0)
		vectors_add(vectors, &all);
	else
		store(vectors, &all);
}
