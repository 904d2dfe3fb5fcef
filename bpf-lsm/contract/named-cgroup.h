/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* How a cgroup that is made is known by its path, and found by its id from then on. */
#ifndef BPF_LSM_CONTRACT_NAMED_CGROUP_H
#define BPF_LSM_CONTRACT_NAMED_CGROUP_H

#include "bpf-lsm/contract/abi.h"

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

/* A mask that the compiler must not drop: see GK_INDEX() in decide.h. */
#define GK_MASKED(number, count) \
	({ \
		__u32 _number = (number); \
\
		__asm__ volatile("" : "+r"(_number)); \
		_number &((count)-1); \
	})

static __always_inline __u64 gk_hash_word(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 32;
}

/* The chain of a path with this hash of its words. */
static __always_inline __u32 gk_path_chain(__u64 hash)
{
	return hash >> (64 - GK_PATH_BITS);
}

/* The first of the places at which a cgroup may be. */
static __always_inline __u32 gk_made_place(const struct gk_image *image, __u64 id)
{
	return (id * image->seed) >> (64 - GK_MADE_BITS);
}

/* The index of the entry of a cgroup that was made after the policy was compiled; GK_ENTRIES: no rule names it. */
static __always_inline __u32 gk_find_made(const struct gk_image *image, __u64 id)
{
	__u32 first = gk_made_place(image, id), place, i;

	for (i = 0; i < GK_MADE_NEAR; i++) {
		place = GK_MASKED(first + i, GK_MADE);
		if (image->made.id[place] == id)
			return image->made.entry[place] & (GK_ENTRIES - 1);
	}
	return GK_ENTRIES;
}

#endif
