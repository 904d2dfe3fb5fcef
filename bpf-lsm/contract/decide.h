/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The decision, once: the first rule in file order that a request satisfies. The same source runs in the kernel, in
 * `gatekeeper explain`, in the unit tests and in the fuzzer. Its cost does not depend on the number of rules: each
 * value of the request finds its cell in one step, and summaries say which 64-rule words can match.
 */
#ifndef BPF_LSM_CONTRACT_DECIDE_H
#define BPF_LSM_CONTRACT_DECIDE_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/contract/find.h"

#define GK_NO_RULE 0xffffffffU

/*
 * The index of a cell in a table of rows and columns, all of them powers of two. The compiler must not drop the mask,
 * which it can prove superfluous and the verifier of 6.1 can't.
 */
#define GK_INDEX(row, columns, column, cells) \
	({ \
		__u32 _index = (row) * (columns) + (column); \
\
		__asm__ volatile("" : "+r"(_index)); \
		_index &((cells)-1); \
	})

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

/* The slot of an attach type: what is not in the table (a newer kernel's) is unknown. */
static __always_inline __u32 gk_attach_type_slot(__u32 attach_type)
{
	return attach_type <= GK_ATTACH_TYPE_NONE ? attach_type : GK_ATTACH_TYPE_UNKNOWN;
}

static __always_inline __u32 gk_program_type_slot(__u32 state, __u32 type)
{
	if (state == GK_PROGRAM_KNOWN || state == GK_PROGRAM_DECLARED)
		return type < GK_PROGRAM_TYPE_NONE ? type : GK_PROGRAM_TYPE_UNKNOWN;
	if (state == GK_PROGRAM_LATER)
		return GK_PROGRAM_TYPE_LATER;
	return state == GK_PROGRAM_NONE ? GK_PROGRAM_TYPE_NONE : GK_PROGRAM_TYPE_UNKNOWN;
}

/*
 * gk_find_cgroup() and gk_find_uid() for a caller. Defined by whoever includes this file: the kernel side remembers
 * what it found, user space does not.
 */
static __always_inline __u32 gk_find_caller_cgroup(const struct gk_image *image, const struct gk_request *request);
static __always_inline __u32 gk_find_caller_uid(const struct gk_image *image, const struct gk_request *request);

static __always_inline __u32 gk_capabilities_cell(const struct gk_image *image, __u64 capabilities)
{
	__u32 slot = 0, i;

#pragma GCC unroll 8
	for (i = 0; i < GK_CAPABILITIES_MAX; i++)
		slot |= (capabilities >> (image->capability[i] & 63) & 1) << i;
	return image->capabilities[GK_INDEX(0, 0, slot, 1 << GK_CAPABILITIES_MAX)];
}

/* The decision where there is no policy: everything is denied. The host is then who is in all init namespaces. */
static __always_inline struct gk_decision gk_no_policy(__u8 namespaces)
{
	struct gk_decision decision = {
		.rule = GK_NO_RULE,
		.verdict = GK_DENY,
		.logged = 1,
		.reason = GK_REASON_NO_POLICY,
		.from = namespaces ? GK_FROM_CONTAINER : GK_FROM_HOST,
	};

	return decision;
}

/* The decision on what is the gatekeeper's own, whatever the policy says, in audit mode too. */
static __always_inline struct gk_decision gk_own_object(__u8 from)
{
	struct gk_decision decision = gk_no_policy(0);

	decision.from = from;
	decision.reason = GK_REASON_OWN_OBJECT;
	return decision;
}

/* Answers of a hook; another value than these and 0 could be taken as permission. */
#define GK_DENIED_ERRNO 1 /* EPERM */
#define GK_HIDDEN_ERRNO 2 /* ENOENT: who lists maps or programs goes on with the next one */

/*
 * The errno of a denial: what is the gatekeeper's own is hidden, as if it were not there. A program that would come
 * between the gatekeeper and the kernel is the caller's, so that loading it is denied openly.
 */
static __always_inline int gk_denial_errno(__u8 own_object, __u8 operation)
{
	return own_object && operation != GK_OP_LOAD ? -GK_HIDDEN_ERRNO : -GK_DENIED_ERRNO;
}

/* The cells of the values of one request: a rule in all their vectors (relation and target count as one) matches. */
struct gk_cells {
	__u32 what, who, uid, executable, caller;
	__u32 relation, target, kind, name, tag, capabilities; /* only with GK_USES_RARE */
};

#define GK_USES_RARE (GK_USES_TARGET | GK_USES_CAPABILITIES | GK_USES_PROGRAM | GK_USES_NETNS)

/* Where a caller in these namespaces is from; `side`: GK_ENTRY_* of its cgroup. Branch-free: for the verifier. */
static __always_inline __u8 gk_from(const struct gk_image *image, __u8 namespaces, __u32 side)
{
	__u32 needed =
		image->host_namespaces & (GK_SERVICE_NAMESPACES | ((side & GK_ENTRY_SERVICE) ? 0 : GK_ALL_NAMESPACES));

	return side & GK_ENTRY_NOT_HOST || namespaces & needed ? GK_FROM_CONTAINER : GK_FROM_HOST;
}

/* What of an image is a caller's: indices; 0 where no rule asks. */
struct gk_places {
	__u32 uid;        /* of the interval */
	__u32 cgroup;     /* of the entry */
	__u32 executable; /* of the entry; GK_ENTRIES: no rule names it */
};

static __always_inline void gk_find_places(const struct gk_image *image, __u32 uses, const struct gk_request *request,
					   struct gk_places *places)
{
	const __u64 device = request->executable_device | GK_KEY_EXECUTABLE;
	const struct gk_entry *entry;

	places->uid = places->cgroup = places->executable = 0;
	if (uses & GK_USES_CALLER_CGROUP)
		places->cgroup = gk_find_caller_cgroup(image, request) & (GK_ENTRIES - 1);
	if (uses & GK_USES_UID)
		places->uid = gk_find_caller_uid(image, request) & (GK_UID_INTERVALS - 1);
	if (uses & GK_USES_EXECUTABLE) {
		places->executable =
			gk_entry_index(image, gk_entry_hash(image->seed, request->executable_inode, device));
		entry = &image->entry[places->executable];
		if (entry->a != request->executable_inode || entry->b != device)
			places->executable = GK_ENTRIES;
	}
}

/* Who asks. `ret_side`: GK_ENTRY_*. */
static __always_inline void gk_find_caller(const struct gk_image *image, __u32 uses, const struct gk_request *request,
					   const struct gk_places *places, struct gk_cells *cells, __u32 *ret_side)
{
	const struct gk_entry *entry;

	*ret_side = 0;
	cells->uid = cells->executable = cells->caller = GK_CELL_ALL;
	if (uses & GK_USES_CALLER_CGROUP) {
		entry = &image->entry[GK_INDEX(0, 0, places->cgroup, GK_ENTRIES)];
		cells->caller = entry->cell;
		*ret_side = entry->flags & (GK_SIDES - 1);
	}
	if (uses & GK_USES_UID)
		cells->uid = image->uid[GK_INDEX(0, 0, places->uid, GK_UID_INTERVALS)].cell;
	if (uses & GK_USES_EXECUTABLE) {
		cells->executable = image->other_executable;
		if (places->executable < GK_ENTRIES)
			cells->executable = image->entry[GK_INDEX(0, 0, places->executable, GK_ENTRIES)].cell;
	}
	cells->who =
		image->who[GK_INDEX(*ret_side, GK_NAMESPACE_SLOTS, request->namespaces, GK_SIDES * GK_NAMESPACE_SLOTS)];
}

static __always_inline void gk_find_program(const struct gk_image *image, const struct gk_request *request,
					    struct gk_cells *cells)
{
	__u32 state = request->program_state & (GK_PROGRAM_STATE_SLOTS - 1);
	__u32 type = gk_program_type_slot(state, request->program_type);
	const struct gk_entry *entry = (void *)0;

	type = GK_INDEX(request->netns, GK_PROGRAM_TYPE_SLOTS, type, GK_NETNS_SLOTS * GK_PROGRAM_TYPE_SLOTS);
	cells->kind = image->kind[GK_INDEX(type, GK_SIGNATURE_SLOTS, request->signature & (GK_SIGNATURE_SLOTS - 1),
					   GK_NETNS_SLOTS * GK_PROGRAM_TYPE_SLOTS * GK_SIGNATURE_SLOTS)];
	if (state == GK_PROGRAM_KNOWN || state == GK_PROGRAM_DECLARED)
		entry = gk_find_entry(image, request->program_name[0], request->program_name[1] | GK_KEY_NAME);
	cells->name = entry ? entry->cell : image->name[state];
	entry = (void *)0;
	if (state == GK_PROGRAM_KNOWN)
		entry = gk_find_entry(image, request->program_tag, GK_KEY_TAG);
	cells->tag = entry ? entry->cell : image->tag[state];
}

static __always_inline void gk_find_target(const struct gk_image *image, const struct gk_request *request,
					   struct gk_cells *cells)
{
	__u32 relation = request->relation & (GK_RELATION_SLOTS - 1), shared = request->shared_files & 1;
	const struct gk_entry *entry;

	cells->relation = image->relation[GK_INDEX(shared, GK_RELATION_SLOTS, relation, 2 * GK_RELATION_SLOTS)];
	if (!(image->uses & GK_USES_TARGET_CGROUP) || relation == GK_TARGET_NONE || relation == GK_TARGET_UNKNOWN)
		return;
	entry = &image->entry[GK_MASKED(gk_find_cgroup(image, &image->target_level, &request->target), GK_ENTRIES)];
	cells->target = shared ? entry->target_shared : entry->target;
}

static __always_inline void gk_find_cells(const struct gk_image *image, __u32 uses, const struct gk_request *request,
					  const struct gk_places *places, struct gk_cells *cells, __u32 *ret_side)
{
	cells->what = image->what[GK_INDEX(request->operation, GK_ATTACH_TYPE_SLOTS,
					   gk_attach_type_slot(request->attach_type),
					   GK_OPERATION_SLOTS * GK_ATTACH_TYPE_SLOTS)];
	gk_find_caller(image, uses, request, places, cells, ret_side);
	cells->relation = cells->kind = cells->name = cells->tag = cells->capabilities = GK_CELL_ALL;
	cells->target = GK_CELL_NONE;
	if (!(uses & GK_USES_RARE))
		return;
	gk_find_target(image, request, cells);
	gk_find_program(image, request, cells);
	cells->capabilities = gk_capabilities_cell(image, request->capabilities);
}

#define GK_COMMON(of) (of(what) & of(who) & of(uid) & of(executable) & of(caller))
#define GK_RARE(of) ((of(relation) | of(target)) & of(kind) & of(name) & of(tag) & of(capabilities))
#define GK_CELL_ITSELF(name) cells.name
/* A cell is made an address when it is used: for all words at once it would be more, and nearly always one is looked
 * at. */
#define GK_WORD(name) \
	({ \
		__u64 _cell = cells.name; \
\
		__asm__ volatile("" : "+r"(_cell)); \
		*(const __u64 *)((const char *)column + GK_CELL_VECTOR(_cell) * sizeof(struct gk_vector)); \
	})

/* What decides. */
struct gk_match {
	__u32 rule; /* index, or GK_NO_RULE: the default */
	__u32 from; /* enum gk_from */
};

/* The first rule of a word of all vectors that is in each of these cells; GK_NO_RULE: none is. */
static __always_inline __u32 gk_rule_in_word(const struct gk_image *image, __u32 uses, const struct gk_cells *of,
					     __u32 word)
{
	const struct gk_cells cells = *of;
	const __u64 *column = &image->vector[0].word[word & (GK_RULE_WORDS - 1)];
	__u64 bits;

	/* Added once, and not to each of the offsets. */
	__asm__ volatile("" : "+r"(column));
	bits = GK_COMMON(GK_WORD);
	if (uses & GK_USES_RARE)
		bits &= GK_RARE(GK_WORD);
	return bits ? word * 64 + gk_lowest_bit(bits) : GK_NO_RULE;
}

/* The same. Defined by whoever includes this file, as gk_find_level(). */
static __always_inline __u32 gk_find_in_word(const struct gk_image *image, __u32 uses, const struct gk_cells *cells,
					     __u32 word);

/* The first rule of `image`, which has `uses`, that `request` satisfies. */
static __always_inline struct gk_match gk_find_rule(const struct gk_image *image, __u32 uses,
						    const struct gk_request *request, const struct gk_places *places)
{
	struct gk_match match = {.rule = GK_NO_RULE};
	struct gk_cells cells;
	__u64 words;
	__u32 i, side;

	gk_find_cells(image, uses, request, places, &cells, &side);
	match.from = gk_from(image, request->namespaces, side);
	words = GK_COMMON(GK_CELL_ITSELF);
	if (uses & GK_USES_RARE)
		words &= GK_RARE(GK_CELL_ITSELF);
	words = GK_CELL_SUMMARY(words);
	for (i = 0; i < GK_RULE_WORDS && words; i++) {
		match.rule = gk_find_in_word(image, uses, &cells, gk_lowest_bit(words));
		if (match.rule != GK_NO_RULE)
			break;
		words &= words - 1;
	}
	return match;
}

/* Is `rule` in a vector? */
static __always_inline __u8 gk_has_rule(const struct gk_vector *vector, __u32 rule)
{
	return vector->word[GK_INDEX(0, 0, rule / 64, GK_RULE_WORDS)] >> (rule & 63) & 1;
}

/* Is it allowed, and nothing of it to be on record? */
static __always_inline _Bool gk_is_silent(const struct gk_image *image, __u32 rule)
{
	if (rule == GK_NO_RULE)
		return image->default_verdict == GK_ALLOW && !image->default_logged;
	return !gk_has_rule(&image->denies, rule) && !gk_has_rule(&image->logs, rule);
}

static __always_inline struct gk_decision gk_decision_of(const struct gk_image *image, const struct gk_match *match)
{
	struct gk_decision decision = {
		.rule = match->rule,
		.verdict = image->default_verdict,
		.logged = image->default_logged,
		.reason = GK_REASON_DEFAULT,
		.from = match->from,
	};

	if (match->rule == GK_NO_RULE)
		return decision;
	decision.verdict = gk_has_rule(&image->denies, match->rule) ? GK_DENY : GK_ALLOW;
	decision.logged = gk_has_rule(&image->logs, match->rule);
	decision.reason = GK_REASON_RULE;
	return decision;
}

/* The decision of `image` on `request`. An image that is not one (zeroed, another version) refuses everything. */
static __always_inline struct gk_decision gk_decide(const struct gk_image *image, const struct gk_request *request)
{
	struct gk_places places;
	struct gk_match match;

	if (image->magic != GK_IMAGE_MAGIC)
		return gk_no_policy(request->namespaces);
	gk_find_places(image, image->uses, request, &places);
	match = gk_find_rule(image, image->uses, request, &places);
	return gk_decision_of(image, &match);
}

#endif
