/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Everything that can be asked, level by level: the values of one part of a request, sorted into classes. Values of one
 * class satisfy the same rules of both images, so that two requests with equal classes are decided alike.
 */
#ifndef GATEKEEPER_DIFF_CLASSES_H
#define GATEKEEPER_DIFF_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/image/vectors.h"

#include "gatekeeper/diff/values.h"

struct diff_class {
	struct gk_vector rules[DIFF_SIDES];
};

struct diff_classes {
	struct diff_class *item;
	size_t count, room;
	unsigned int *first; /* by class: the number of its first value, ascending */
	uint64_t *value;
	unsigned int *class_of; /* by the number of the value */
	size_t value_count, value_room;
	unsigned int *hashed; /* number of the class, from 1 */
	size_t hash_size;     /* a power of two */
	uint64_t *member;     /* by rule: the set of classes that satisfy it */
	size_t words;         /* of one of these sets */
};

/* The classes of one level. Returns 0 or -ENOMEM; to be released in each case. */
int diff_classes_find(const struct diff_input *input, const struct diff_frame *frame, enum diff_level level,
		      struct diff_classes *classes);
void diff_classes_release(struct diff_classes *classes);

static inline bool diff_bit(const uint64_t *set, size_t bit)
{
	return set[bit / 64] >> (bit % 64) & 1;
}

#endif
