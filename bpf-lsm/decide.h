/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The decision, once: the first rule in file order that a request satisfies. The same source runs in the kernel, in
 * `gatekeeper explain`, in the unit tests and in the fuzzer. Its cost does not depend on the number of rules: each
 * value of the request finds its vector in one step, and summaries say which 64-rule words can match.
 */
#ifndef GK_DECIDE_H
#define GK_DECIDE_H

#include "abi.h"

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

#define GK_NO_RULE 0xffffffffU

/*
 * The index of a cell in a table of rows and columns, all of them powers of two. The compiler must not drop the mask,
 * which it can prove superfluous and the verifier of 6.1 can't.
 */
#define GK_CELL(row, columns, column, cells) \
	({ \
		__u32 _cell = (row) * (columns) + (column); \
\
		__asm__ volatile("" : "+r"(_cell)); \
		_cell &((cells)-1); \
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
 * The id of the cgroup of `level` above (or at) a place; `level` is at most that of the place. Defined by whoever
 * includes this file: the kernel side follows pointers, user space has arrays.
 */
static __always_inline __u64 gk_ancestor(const struct gk_cgroup_place *place, __u32 level);

/* Where the hash of a key puts it: its bucket in the highest bits, its slot before displacement below. */
static __always_inline __u64 gk_entry_hash(__u64 seed, __u64 a, __u64 b)
{
	__u64 hash = (a ^ seed) * 0x9e3779b97f4a7c15ULL;

	/* Before b is added: its high byte and those of a would cancel each other whatever the seed. */
	hash ^= hash >> 29;
	return (hash + b) * 0xbf58476d1ce4e5b9ULL;
}

static __always_inline __u32 gk_entry_bucket(__u64 hash)
{
	return hash >> 53 & (GK_ENTRY_BUCKETS - 1);
}

static __always_inline __u32 gk_entry_slot(__u64 hash, __u16 displacement)
{
	return (hash >> 40 ^ displacement) & (GK_ENTRIES - 1);
}

/* The entry of a key; NULL when the policy does not name it. */
static __always_inline const struct gk_entry *gk_find_entry(const struct gk_image *image, __u64 a, __u64 b)
{
	__u64 hash = gk_entry_hash(image->seed, a, b);
	const struct gk_entry *entry = &image->entry[gk_entry_slot(hash, image->displacement[gk_entry_bucket(hash)])];

	return entry->a == a && entry->b == b ? entry : (void *)0;
}

/*
 * The entry of the nearest cgroup at or above a place among those that the policy names. It holds what is true of
 * everything above it, too.
 */
static __always_inline const struct gk_entry *
gk_find_cgroup(const struct gk_image *image, const struct gk_levels *levels, const struct gk_cgroup_place *place)
{
	const struct gk_entry *entry;
	__u32 i;

	for (i = 0; i < GK_CGROUP_LEVELS - 1 && i < levels->count; i++) {
		if (levels->level[i] > place->level)
			continue;
		entry = gk_find_entry(image, gk_ancestor(place, levels->level[i]), GK_KEY_CGROUP);
		if (entry)
			return entry;
	}
	return (void *)0;
}

/* The vector of a user id: how many intervals start at or before it, by a search without branches. */
static __always_inline __u16 gk_uid_vector(const struct gk_image *image, __u32 uid)
{
	__u64 past = (__u64)uid + 1, interval = 0, step, taken;

#pragma GCC unroll 11
	for (step = GK_UID_INTERVALS / 2; step; step /= 2) {
		taken = step & (__u64)((__s64)(image->uid_start[interval + step - 1] - past) >> 63);
		/* The compiler would make an OR of the addition, whose result the verifier of 6.1 has no bounds of. */
		__asm__ volatile("" : "+r"(taken));
		interval += taken;
	}
	return image->uid[interval & (GK_UID_INTERVALS - 1)];
}

static __always_inline __u16 gk_capabilities_vector(const struct gk_image *image, __u64 capabilities)
{
	__u32 slot = 0, i;

#pragma GCC unroll 8
	for (i = 0; i < GK_CAPABILITIES_MAX; i++)
		slot |= (capabilities >> (image->capability[i] & 63) & 1) << i;
	return image->capabilities[GK_CELL(0, 0, slot, 1 << GK_CAPABILITIES_MAX)];
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

/* The vectors of the values of one request: a rule that is in all of them (relation and target count as one) matches.
 */
struct gk_vectors {
	__u16 what, who, uid, executable, caller;
	__u16 relation, target, kind, name, tag, capabilities; /* only with GK_USES_RARE */
};

#define GK_USES_RARE (GK_USES_TARGET | GK_USES_CAPABILITIES | GK_USES_PROGRAM | GK_USES_NETNS)

/* Who asks. `ret_from`: host or container. */
static __always_inline void gk_find_caller(const struct gk_image *image, const struct gk_request *request,
					   struct gk_vectors *vectors, __u8 *ret_from)
{
	__u32 foreign = request->namespaces & image->host_namespaces;
	const struct gk_entry *entry;

	vectors->uid = vectors->executable = vectors->caller = GK_VECTOR_ALL;
	if (image->uses & GK_USES_CALLER_CGROUP) {
		entry = gk_find_cgroup(image, &image->caller_level, &request->caller);
		vectors->caller = entry ? entry->vector : image->other_cgroup;
		foreign |= entry ? entry->flags & GK_ENTRY_NOT_HOST : 0;
	}
	if (image->uses & GK_USES_UID)
		vectors->uid = gk_uid_vector(image, request->uid);
	if (image->uses & GK_USES_EXECUTABLE) {
		entry = gk_find_entry(image, request->executable_inode, request->executable_device | GK_KEY_EXECUTABLE);
		vectors->executable = entry ? entry->vector : image->other_executable;
	}
	*ret_from = foreign ? GK_FROM_CONTAINER : GK_FROM_HOST;
	vectors->who = image->who[GK_CELL(*ret_from, GK_NAMESPACE_SLOTS, request->namespaces,
					  GK_FROM_SLOTS * GK_NAMESPACE_SLOTS)];
}

static __always_inline void gk_find_program(const struct gk_image *image, const struct gk_request *request,
					    struct gk_vectors *vectors)
{
	__u32 state = request->program_state & (GK_PROGRAM_STATE_SLOTS - 1);
	__u32 type = gk_program_type_slot(state, request->program_type);
	const struct gk_entry *entry = (void *)0;

	type = GK_CELL(request->netns, GK_PROGRAM_TYPE_SLOTS, type, GK_NETNS_SLOTS * GK_PROGRAM_TYPE_SLOTS);
	vectors->kind = image->kind[GK_CELL(type, GK_SIGNATURE_SLOTS, request->signature & (GK_SIGNATURE_SLOTS - 1),
					    GK_NETNS_SLOTS * GK_PROGRAM_TYPE_SLOTS * GK_SIGNATURE_SLOTS)];
	if (state == GK_PROGRAM_KNOWN || state == GK_PROGRAM_DECLARED)
		entry = gk_find_entry(image, request->program_name[0], request->program_name[1] | GK_KEY_NAME);
	vectors->name = entry ? entry->vector : image->name[state];
	entry = (void *)0;
	if (state == GK_PROGRAM_KNOWN)
		entry = gk_find_entry(image, request->program_tag, GK_KEY_TAG);
	vectors->tag = entry ? entry->vector : image->tag[state];
}

static __always_inline void gk_find_target(const struct gk_image *image, const struct gk_request *request,
					   struct gk_vectors *vectors)
{
	__u32 relation = request->relation & (GK_RELATION_SLOTS - 1), shared = request->shared_files & 1;
	const struct gk_entry *entry;

	vectors->relation = image->relation[GK_CELL(shared, GK_RELATION_SLOTS, relation, 2 * GK_RELATION_SLOTS)];
	if (!(image->uses & GK_USES_TARGET_CGROUP) || relation == GK_TARGET_NONE || relation == GK_TARGET_UNKNOWN)
		return;
	entry = gk_find_cgroup(image, &image->target_level, &request->target);
	if (entry)
		vectors->target = shared ? entry->target_shared : entry->target;
}

static __always_inline void gk_find_vectors(const struct gk_image *image, const struct gk_request *request,
					    struct gk_vectors *vectors, __u8 *ret_from)
{
	vectors->what =
		image->what[GK_CELL(request->operation, GK_ATTACH_TYPE_SLOTS, gk_attach_type_slot(request->attach_type),
				    GK_OPERATION_SLOTS * GK_ATTACH_TYPE_SLOTS)];
	gk_find_caller(image, request, vectors, ret_from);
	vectors->relation = vectors->kind = vectors->name = vectors->tag = vectors->capabilities = GK_VECTOR_ALL;
	vectors->target = GK_VECTOR_NONE;
	if (!(image->uses & GK_USES_RARE))
		return;
	gk_find_target(image, request, vectors);
	gk_find_program(image, request, vectors);
	vectors->capabilities = gk_capabilities_vector(image, request->capabilities);
}

#define GK_SUMMARY(name) image->summary[vectors.name & (GK_VECTORS_MAX - 1)]
#define GK_WORD(name) image->vector[vectors.name & (GK_VECTORS_MAX - 1)].word[word]
#define GK_COMMON(of) (of(what) & of(who) & of(uid) & of(executable) & of(caller))
#define GK_RARE(of) ((of(relation) | of(target)) & of(kind) & of(name) & of(tag) & of(capabilities))

/* The decision of `image` on `request`. An image that is not one (zeroed, another version) refuses everything. */
static __always_inline struct gk_decision gk_decide(const struct gk_image *image, const struct gk_request *request)
{
	struct gk_decision decision = gk_no_policy();
	struct gk_vectors vectors;
	__u64 words, found = 0;
	__u32 word = 0, i;

	if (image->magic != GK_IMAGE_MAGIC)
		return decision;

	gk_find_vectors(image, request, &vectors, &decision.from);
	words = GK_COMMON(GK_SUMMARY);
	if (image->uses & GK_USES_RARE)
		words &= GK_RARE(GK_SUMMARY);
	for (i = 0; i < GK_RULE_WORDS && words; i++) {
		word = gk_lowest_bit(words) & (GK_RULE_WORDS - 1);
		found = GK_COMMON(GK_WORD);
		if (image->uses & GK_USES_RARE)
			found &= GK_RARE(GK_WORD);
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
	found &= -found; /* the first rule alone */
	decision.rule = word * 64 + gk_lowest_bit(found);
	decision.verdict = image->denies.word[word] & found ? GK_DENY : GK_ALLOW;
	decision.logged = (image->logs.word[word] & found) != 0;
	decision.reason = GK_REASON_RULE;
	return decision;
}

#endif
