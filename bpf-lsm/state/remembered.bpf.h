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
#ifndef BPF_LSM_STATE_REMEMBERED_BPF_H
#define BPF_LSM_STATE_REMEMBERED_BPF_H

#include "bpf-lsm/contract/decide.h"
#include "bpf-lsm/kernel/types.bpf.h"

static __always_inline __u64 *known_word(const __u64 *words, __u32 bits, __u64 product)
{
	return (__u64 *)&words[product >> (64 - bits)];
}

/* What is known of the value with this product; 1 << bits or more: nothing. */
static __always_inline __u64 recall_word(const __u64 *words, __u32 bits, __u64 product)
{
	return *(const volatile __u64 *)known_word(words, bits, product) ^ product << bits;
}

static __always_inline void remember_word(const __u64 *words, __u32 bits, __u64 product, __u32 found)
{
	*(volatile __u64 *)known_word(words, bits, product) = product << bits | found;
}

VERIFIED_ALONE int gk_find_level_alone(const struct gk_image *image, const struct gk_cgroup_place *place, __u32 level)
{
	return image && place ? gk_entry_at_level(image, place, level) : GK_ENTRIES;
}

static __always_inline __u32 gk_find_level(const struct gk_image *image, const struct gk_cgroup_place *place,
					   __u32 level)
{
	return gk_find_level_alone(image, place, level);
}

VERIFIED_ALONE int gk_find_in_word_alone(const struct gk_image *image, __u32 uses, const struct gk_cells *cells,
					 __u32 word)
{
	return image && cells ? gk_rule_in_word(image, uses, cells, word) : GK_NO_RULE;
}

static __always_inline __u32 gk_find_in_word(const struct gk_image *image, __u32 uses, const struct gk_cells *cells,
					     __u32 word)
{
	return gk_find_in_word_alone(image, uses, cells, word);
}

static __always_inline __u32 gk_find_caller_cgroup(const struct gk_image *image, const struct gk_request *request)
{
	__u64 id = request->caller.id, product = id * image->seed;
	__u64 found = recall_word(image->known.cgroup, GK_ENTRY_BITS, product);

	if (id && found < GK_ENTRIES)
		return found;
	found = gk_find_cgroup(image, &image->caller_level, &request->caller);
	remember_word(image->known.cgroup, GK_ENTRY_BITS, product, found);
	return found;
}

static __always_inline __u32 gk_find_caller_uid(const struct gk_image *image, const struct gk_request *request)
{
	__u64 product = request->uid * image->seed;
	__u64 found = recall_word(image->known.uid, GK_UID_BITS, product);

	if (found < GK_UID_INTERVALS)
		return found;
	found = gk_find_uid(image, request->uid) & (GK_UID_INTERVALS - 1);
	remember_word(image->known.uid, GK_UID_BITS, product, found);
	return found;
}

/* All that a short request (of no use that is GK_USES_RARE) is decided by, in 58 bits. */
static __always_inline __u64 short_key(const struct gk_request *request, const struct gk_places *places)
{
	return request->operation | (__u64)request->attach_type << 6 | (__u64)request->namespaces << 12 |
	       (__u64)places->uid << 20 | (__u64)places->cgroup << 31 | (__u64)places->executable << 44;
}

/* What is kept of a decision. Less than 2 is kept of none: a word of zero was not kept. */
static __always_inline __u32 knowledge_of(const struct gk_image *image, const struct gk_match *match)
{
	__u32 rule = match->rule == GK_NO_RULE ? GK_MAX_RULES : match->rule;

	return 2 + rule * 4 + match->from * 2 + gk_is_silent(image, match->rule);
}

/* Is it allowed, and nothing of it to be on record? */
static __always_inline bool is_known_silent(__u32 known)
{
	return known & 1;
}

static __always_inline struct gk_match known_match(__u32 known)
{
	struct gk_match match = {.rule = (known - 2) / 4, .from = (known - 2) / 2 & 1};

	if (match.rule == GK_MAX_RULES)
		match.rule = GK_NO_RULE;
	return match;
}

static __always_inline bool is_known_denial(const struct gk_image *image, __u32 known)
{
	struct gk_match match = known_match(known);

	return !is_known_silent(known) && gk_decision_of(image, &match).verdict == GK_DENY;
}

/* What decides a short request: for is_known_silent() and known_match(). */
static __always_inline __u32 gk_decide_short(const struct gk_image *image, __u32 uses, const struct gk_request *request)
{
	struct gk_places places;
	struct gk_match match;
	__u64 product, known;

	gk_find_places(image, uses, request, &places);
	product = short_key(request, &places) * image->seed;
	known = recall_word(image->known.decided, GK_DECIDED_BITS, product);
	if (known - 2 < (1 << GK_DECIDED_BITS) - 2)
		return known;
	match = gk_find_rule(image, uses, request, &places);
	known = knowledge_of(image, &match);
	remember_word(image->known.decided, GK_DECIDED_BITS, product, known);
	return known;
}

#endif
