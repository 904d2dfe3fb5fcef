/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Searches in the tables of an image: the entry of a key, the nearest named cgroup, the interval of a user id. */
#ifndef BPF_LSM_CONTRACT_FIND_H
#define BPF_LSM_CONTRACT_FIND_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/contract/named-cgroup.h"

/*
 * The id of the cgroup of `level` above (or at) a place; `level` is at most that of the place. Defined by whoever
 * includes this file: the kernel side follows pointers, user space has arrays.
 */
static __always_inline __u64 gk_ancestor(const struct gk_cgroup_place *place, __u32 level);

/*
 * Where the hash of a key puts it: its bucket in the highest bits, its slot before displacement below. With an odd seed
 * no two keys with the same b have the same hash, and any two have different ones with nearly every seed: the high byte
 * of b, which is its kind, is added below, too, for the product to spread it.
 */
static __always_inline __u64 gk_entry_half_hash(__u64 seed, __u64 b)
{
	return (b ^ b >> 32) * seed;
}

static __always_inline __u64 gk_entry_hash(__u64 seed, __u64 a, __u64 b)
{
	return (a ^ gk_entry_half_hash(seed, b)) * seed;
}

static __always_inline __u32 gk_entry_bucket(__u64 hash)
{
	return hash >> 53 & (GK_ENTRY_BUCKETS - 1);
}

static __always_inline __u32 gk_entry_slot(__u64 hash, __u16 displacement)
{
	return (hash >> 40 ^ displacement) & (GK_ENTRIES - 1);
}

/* The index of the only entry that can have a key with this hash. */
static __always_inline __u32 gk_entry_index(const struct gk_image *image, __u64 hash)
{
	return gk_entry_slot(hash, image->displacement[gk_entry_bucket(hash)]);
}

/* The entry of a key; NULL when the policy does not name it. */
static __always_inline const struct gk_entry *gk_find_entry(const struct gk_image *image, __u64 a, __u64 b)
{
	const struct gk_entry *entry = &image->entry[gk_entry_index(image, gk_entry_hash(image->seed, a, b))];

	return entry->a == a && entry->b == b ? entry : (void *)0;
}

/* The index of the entry with which an entry goes on below its cgroup: a service's flag is not that of those below. */
static __always_inline __u32 gk_entry_at(const struct gk_image *image, __u32 index, _Bool below)
{
	const struct gk_entry *entry = &image->entry[GK_MASKED(index, GK_ENTRIES)];
	__u64 b = entry->b;

	if (!below || !(entry->flags & GK_ENTRY_SERVICE))
		return index;
	if (b >> 56 != GK_KEY_UNIT >> 56)
		b = GK_KEY_PATH;
	return gk_entry_index(image, gk_entry_hash(image->seed, entry->number, b | GK_KEY_BELOW));
}

/* The index of the entry with which the policy names the cgroup of `level` at or above a place; GK_ENTRIES: none. */
static __always_inline __u32 gk_entry_at_level(const struct gk_image *image, const struct gk_cgroup_place *place,
					       __u32 level)
{
	__u32 index;
	__u64 id;

	if (level > place->level)
		return GK_ENTRIES;
	id = gk_ancestor(place, level);
	index = gk_entry_index(image, gk_entry_hash(image->seed, id, GK_KEY_CGROUP));
	if (image->entry[index].a != id || image->entry[index].b != GK_KEY_CGROUP)
		index = image->has_made ? gk_find_made(image, id) : GK_ENTRIES;
	return index < GK_ENTRIES ? gk_entry_at(image, index, level < place->level) : GK_ENTRIES;
}

/* The same. Defined by whoever includes this file: the kernel side has it verified once, and not for each level. */
static __always_inline __u32 gk_find_level(const struct gk_image *image, const struct gk_cgroup_place *place,
					   __u32 level);

/*
 * The index of the entry of the nearest cgroup at or above a place among those that the policy names; it holds what is
 * true of everything above it, too.
 */
static __always_inline __u32 gk_find_cgroup(const struct gk_image *image, const struct gk_levels *levels,
					    const struct gk_cgroup_place *place)
{
	__u32 i, index;

	for (i = 0; i < GK_CGROUP_LEVELS; i++) {
		if (levels->level[i] == GK_NO_LEVEL)
			break;
		index = gk_find_level(image, place, levels->level[i]);
		if (index < GK_ENTRIES)
			return index;
	}
	return image->other_cgroup & (GK_ENTRIES - 1);
}

/* The index of a user id's interval: the last one that starts at or before it, by a search without branches. */
static __always_inline __u32 gk_find_uid(const struct gk_image *image, __u32 uid)
{
	const struct gk_uid_interval *interval = image->uid;
	__u64 past = (__u64)uid + 1, step, taken;

#pragma GCC unroll 11
	for (step = GK_UID_INTERVALS / 2; step; step /= 2) {
		taken = (interval[step].start - past) >> 32 & step * sizeof(*interval);
		/* The compiler would look for the sum of all steps first, and at pointers as numbers. */
		__asm__ volatile("" : "+r"(taken));
		interval = (const void *)((const char *)interval + taken);
		__asm__ volatile("" : "+r"(interval));
	}
	return interval - image->uid;
}

#endif
