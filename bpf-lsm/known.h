/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What was found out with an image about a value is kept in the image for the next call. It stays true: an image never
 * changes, a cgroup keeps those above it for life, and its id is not given again.
 *
 * A word holds what was found in its low bits and above them all of the value but what its place tells: a product with
 * an odd number tells values apart, its high bits are the place. So a word is never taken for another value's, it is
 * read and written as a whole, and what is forgotten is found out again. A word of zero is that of value 0 with result
 * 0: right for user ids, and no cgroup has that id.
 */
#ifndef GK_KNOWN_H
#define GK_KNOWN_H

#include "decide.h"
#include "kernel.h"

static __always_inline __u64 *known_word(const __u64 *words, __u32 bits, __u64 product)
{
	return (__u64 *)&words[product >> (64 - bits)];
}

/* What is known of the value with this product; 1 << bits or more: nothing. */
static __always_inline __u64 recall_known(const __u64 *words, __u32 bits, __u64 product)
{
	return *(const volatile __u64 *)known_word(words, bits, product) ^ product << bits;
}

static __always_inline void keep_known(const __u64 *words, __u32 bits, __u64 product, __u32 found)
{
	*(volatile __u64 *)known_word(words, bits, product) = product << bits | found;
}

static __always_inline __u32 gk_find_caller_cgroup(const struct gk_image *image, const struct gk_request *request)
{
	__u64 id = request->caller.id, product = id * image->seed;
	__u64 found = recall_known(image->known.cgroup, GK_ENTRY_BITS, product);

	if (id && found < GK_ENTRIES)
		return found;
	found = gk_find_cgroup(image, &image->caller_level, &request->caller);
	keep_known(image->known.cgroup, GK_ENTRY_BITS, product, found);
	return found;
}

static __always_inline __u32 gk_find_caller_uid(const struct gk_image *image, const struct gk_request *request)
{
	__u64 product = request->uid * image->seed;
	__u64 found = recall_known(image->known.uid, GK_UID_BITS, product);

	if (found < GK_UID_INTERVALS)
		return found;
	found = gk_find_uid(image, request->uid) & (GK_UID_INTERVALS - 1);
	keep_known(image->known.uid, GK_UID_BITS, product, found);
	return found;
}

#endif
