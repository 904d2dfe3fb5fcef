/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The parts of a request by which a difference is described, each with a set of values that it can have. */
#ifndef GATEKEEPER_DIFF_PARTS_H
#define GATEKEEPER_DIFF_PARTS_H

#include "policy/language/words.h"

#include "gatekeeper/diff/values.h"

enum diff_part_kind {
	DIFF_PART_WORDS,     /* numbers of words */
	DIFF_PART_NAMES,     /* what a policy names by value; value 0: all others */
	DIFF_PART_PAIRS,     /* 2n: not in namespace n, without capability n; 2n + 1: in it, with it */
	DIFF_PART_INTERVALS, /* of user IDs */
};

/* The level that has it, its key in JSON, which is its name in a line, too, what its values are, and their words. */
#define DIFF_PARTS(X) \
	X(DIFF_PART_OPERATION, DIFF_WHAT, "operation", DIFF_PART_WORDS, &operation_words) \
	X(DIFF_PART_ATTACH_TYPE, DIFF_WHAT, "attach-type", DIFF_PART_WORDS, &attach_type_words) \
	X(DIFF_PART_FROM, DIFF_CALLER, "from", DIFF_PART_WORDS, &from_words) \
	X(DIFF_PART_NAMESPACES, DIFF_CALLER, "namespaces", DIFF_PART_PAIRS, &namespace_words) \
	X(DIFF_PART_UID, DIFF_UID, "uid", DIFF_PART_INTERVALS, NULL) \
	X(DIFF_PART_EXECUTABLE, DIFF_EXECUTABLE, "exe", DIFF_PART_NAMES, NULL) \
	X(DIFF_PART_CALLER_CGROUP, DIFF_CALLER, "cgroup", DIFF_PART_NAMES, NULL) \
	X(DIFF_PART_CAPABILITIES, DIFF_CAPABILITIES, "capabilities", DIFF_PART_PAIRS, &capability_words) \
	X(DIFF_PART_RELATION, DIFF_TARGET, "target", DIFF_PART_WORDS, &relation_words) \
	X(DIFF_PART_TARGET_CGROUP, DIFF_TARGET, "target-cgroup", DIFF_PART_NAMES, NULL) \
	X(DIFF_PART_DESCRIPTORS, DIFF_TARGET, "descriptors", DIFF_PART_WORDS, &diff_descriptor_words) \
	X(DIFF_PART_NETNS, DIFF_KIND, "target-netns", DIFF_PART_WORDS, &netns_words) \
	X(DIFF_PART_PROGRAM, DIFF_KIND, "program", DIFF_PART_WORDS, &program_state_words) \
	X(DIFF_PART_PROGRAM_TYPE, DIFF_KIND, "program-type", DIFF_PART_WORDS, &program_type_words) \
	X(DIFF_PART_SIGNATURE, DIFF_KIND, "program-signature", DIFF_PART_WORDS, &signature_words) \
	X(DIFF_PART_PROGRAM_NAME, DIFF_NAME, "program-name", DIFF_PART_NAMES, NULL) \
	X(DIFF_PART_PROGRAM_TAG, DIFF_TAG, "program-tag", DIFF_PART_NAMES, NULL)

#define DIFF_PART_ID(id, ...) id,
enum diff_part { DIFF_PARTS(DIFF_PART_ID) DIFF_PART_COUNT };

struct diff_part_info {
	enum diff_level level;
	const char *key;
	enum diff_part_kind kind;
	const struct word_set *words;
};

extern const struct diff_part_info diff_part_info[DIFF_PART_COUNT];

/* The number of values; those of a set are bits by number. */
size_t diff_part_size(const struct diff_input *input, enum diff_part part);

/* Adds to `set` what a request with this value of the level has. */
void diff_part_add(const struct diff_input *input, const struct diff_frame *frame, enum diff_part part, uint64_t value,
		   uint64_t *set);

#endif
