/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The decision, once: the first rule in file order that a request satisfies. The same source runs in the kernel, in
 * `gatekeeper explain`, in the unit tests and in the fuzzer. Its cost does not depend on the number of rules: one
 * summary word says which 64-rule words can match, and only those are looked at.
 */
#ifndef GK_DECIDE_H
#define GK_DECIDE_H

#include "abi.h"

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

#define GK_NO_RULE 0xffffffffU

struct gk_decision {
	__u32 rule; /* index, or GK_NO_RULE: the default decided */
	__u8 verdict;
	__u8 logged;
	__u8 reason; /* enum gk_reason */
	__u8 from;   /* enum gk_from */
};

/* The number of the lowest set bit of a word that is not zero. Branch-free: the verifier follows every branch. */
static __always_inline __u32 gk_lowest_bit(__u64 word)
{
	static const __u8 position[64] = {
		0,  1,  48, 2,  57, 49, 28, 3,  61, 58, 50, 42, 38, 29, 17, 4,  62, 55, 59, 36, 53, 51,
		43, 22, 45, 39, 33, 30, 24, 18, 12, 5,  63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21,
		44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9,  13, 8,  7,  6,
	};

	return position[((word & -word) * 0x03f79d71b4cb0a89ULL) >> 58 & 63];
}

/* The slot of an attach type: what is not in the table (a newer kernel's) has the one that no allow rule names. */
static __always_inline __u32 gk_attach_type_slot(__u32 attach_type)
{
	return attach_type < GK_ATTACH_TYPE_NONE ? attach_type : GK_ATTACH_TYPE_NONE;
}

static __always_inline enum gk_from gk_from(const struct gk_image *image, const struct gk_request *request)
{
	return request->namespaces & image->host_namespaces ? GK_FROM_CONTAINER : GK_FROM_HOST;
}

/* The decision where there is no policy to ask: everything is refused. */
static __always_inline struct gk_decision gk_no_policy(void)
{
	struct gk_decision decision = {
		.rule = GK_NO_RULE,
		.verdict = GK_DENY,
		.logged = 1,
		.reason = GK_REASON_NO_POLICY,
		.from = GK_FROM_CONTAINER,
	};

	return decision;
}

/* The decision on what is the gatekeeper's own, whatever the policy says, in audit mode too. */
static __always_inline struct gk_decision gk_own_object(void)
{
	struct gk_decision decision = gk_no_policy();

	decision.reason = GK_REASON_OWN_OBJECT;
	return decision;
}

/* The decision of `image` on `request`. An image that is not one (zeroed, another version) refuses everything. */
static __always_inline struct gk_decision gk_decide(const struct gk_image *image, const struct gk_request *request)
{
	struct gk_decision decision = gk_no_policy();
	const struct gk_vector *operation, *attach_type, *namespaces, *from, *relation;
	__u64 words, found = 0;
	__u32 word = 0, i;

	if (image->magic != GK_IMAGE_MAGIC || image->version != GK_ABI_VERSION)
		return decision;

	decision.from = gk_from(image, request);
	operation = &image->operation[request->operation & (GK_OPERATION_SLOTS - 1)];
	attach_type = &image->attach_type[gk_attach_type_slot(request->attach_type)];
	namespaces = &image->namespaces[request->namespaces & (GK_NAMESPACE_SLOTS - 1)];
	from = &image->from[decision.from & (GK_FROM_SLOTS - 1)];
	relation = &image->relation[request->relation & (GK_RELATION_SLOTS - 1)];

	words = operation->summary & attach_type->summary & namespaces->summary & from->summary & relation->summary;
	for (i = 0; i < GK_RULE_WORDS && words; i++) {
		word = gk_lowest_bit(words) & (GK_RULE_WORDS - 1);
		found = operation->word[word] & attach_type->word[word] & namespaces->word[word] & from->word[word] &
			relation->word[word];
		if (found)
			break;
		words &= words - 1;
	}

	if (!found) {
		decision.verdict = image->default_verdict;
		decision.logged = image->default_logged;
		decision.reason = GK_REASON_DEFAULT;
		return decision;
	}
	decision.rule = (word * 64 + gk_lowest_bit(found)) & (GK_MAX_RULES - 1);
	decision.verdict = image->rule[decision.rule].verdict;
	decision.logged = image->rule[decision.rule].logged;
	decision.reason = GK_REASON_RULE;
	return decision;
}

#endif
