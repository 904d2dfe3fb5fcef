// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A perfect hash: keys fall into buckets, and each bucket gets a displacement with which all of its keys land in free
 * slots. Full buckets first, while there is most room. What can't be placed with one seed is with another.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/image/decision.h"
#include "policy/image/tables.h"

#define SEEDS 1000
#define SEED(i) ((2 * (i) + 1) * 0x9e3779b97f4a7c15ULL) /* odd, with bits everywhere */

struct placement {
	const struct gk_entry *entry;
	size_t count;
	uint64_t *hash;       /* by entry */
	unsigned int *sorted; /* entries by bucket */
	unsigned int first[GK_ENTRY_BUCKETS + 1];
	unsigned int bucket[GK_ENTRY_BUCKETS]; /* the fullest first */
	struct gk_image *image;
};

static void hash_all(struct placement *placement, uint64_t seed)
{
	unsigned int next[GK_ENTRY_BUCKETS];

	memset(placement->first, 0, sizeof(placement->first));
	for (size_t i = 0; i < placement->count; i++) {
		placement->hash[i] = gk_entry_hash(seed, placement->entry[i].a, placement->entry[i].b);
		placement->first[gk_entry_bucket(placement->hash[i]) + 1]++;
	}
	for (size_t i = 0; i < GK_ENTRY_BUCKETS; i++)
		placement->first[i + 1] += placement->first[i];
	memcpy(next, placement->first, sizeof(next));
	for (size_t i = 0; i < placement->count; i++)
		placement->sorted[next[gk_entry_bucket(placement->hash[i])]++] = i;
}

static unsigned int size_of(const struct placement *placement, unsigned int bucket)
{
	return placement->first[bucket + 1] - placement->first[bucket];
}

static int by_size(const void *a, const void *b, void *context)
{
	unsigned int one = *(const unsigned int *)a, other = *(const unsigned int *)b;
	unsigned int size = size_of(context, one), other_size = size_of(context, other);

	if (size != other_size)
		return size > other_size ? -1 : 1;
	return (one > other) - (one < other);
}

static struct gk_entry *slot_of(const struct placement *placement, unsigned int index, unsigned int displacement)
{
	uint64_t hash = placement->hash[placement->sorted[index]];

	return &placement->image->entry[gk_entry_slot(hash, displacement)];
}

/* Fills the slots of a bucket, or none of them. */
static bool fill_bucket(struct placement *placement, unsigned int bucket, unsigned int displacement)
{
	unsigned int i;

	for (i = placement->first[bucket]; i < placement->first[bucket + 1]; i++) {
		struct gk_entry *slot = slot_of(placement, i, displacement);

		if (slot->b != 0)
			break;
		*slot = placement->entry[placement->sorted[i]];
	}
	if (i == placement->first[bucket + 1])
		return true;
	while (i-- > placement->first[bucket])
		memset(slot_of(placement, i, displacement), 0, sizeof(struct gk_entry));
	return false;
}

static bool place_bucket(struct placement *placement, unsigned int bucket)
{
	for (unsigned int displacement = 0; displacement < GK_ENTRIES; displacement++) {
		if (!fill_bucket(placement, bucket, displacement))
			continue;
		placement->image->displacement[bucket] = displacement;
		return true;
	}
	return false;
}

static bool place_all(struct placement *placement, uint64_t seed)
{
	struct gk_image *image = placement->image;

	hash_all(placement, seed);
	for (unsigned int i = 0; i < GK_ENTRY_BUCKETS; i++)
		placement->bucket[i] = i;
	qsort_r(placement->bucket, GK_ENTRY_BUCKETS, sizeof(placement->bucket[0]), by_size, placement);
	image->seed = seed;
	for (unsigned int i = 0; i < GK_ENTRY_BUCKETS && size_of(placement, placement->bucket[i]) > 0; i++) {
		if (place_bucket(placement, placement->bucket[i]))
			continue;
		memset(image->entry, 0, sizeof(image->entry));
		memset(image->displacement, 0, sizeof(image->displacement));
		return false;
	}
	return true;
}

int place_entries(const struct gk_entry *entries, size_t count, struct gk_image *image)
{
	struct placement placement = {.entry = entries, .count = count, .image = image};
	bool placed = false;

	placement.hash = calloc(count + 1, sizeof(*placement.hash));
	placement.sorted = calloc(count + 1, sizeof(*placement.sorted));
	if (placement.hash && placement.sorted) {
		for (uint64_t i = 0; i < SEEDS && !placed; i++)
			placed = place_all(&placement, SEED(i));
	}
	free(placement.hash);
	free(placement.sorted);
	if (!placement.hash || !placement.sorted)
		return -ENOMEM;
	image->entry_count = count;
	return placed ? 0 : -E2BIG;
}
