/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The values of each part of a request between which two images can make a difference. */
#ifndef GATEKEEPER_DIFF_VALUES_H
#define GATEKEEPER_DIFF_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/image/decision.h"

#include "gatekeeper/diff/names.h"

enum diff_level {
	DIFF_WHAT,   /* operation << 8 | attach type */
	DIFF_TARGET, /* cgroup << 4 | shared descriptors << 3 | relation */
	DIFF_KIND,   /* network namespace << 16 | program type << 8 | signature */
	DIFF_NAME,   /* number of the name in diff_input.name */
	DIFF_TAG,
	DIFF_CALLER, /* cgroup << 8 | namespaces */
	DIFF_UID,    /* first user ID of the interval */
	DIFF_EXECUTABLE,
	DIFF_CAPABILITIES, /* set of diff_input.capability, bit by number there */
	DIFF_LEVELS,
};

#define DIFF_SIDES 2 /* 0: before, 1: after */

/* The rules of both images by number: those of one side, then its default, which matches everything. */
#define DIFF_SIDE_RULES (GK_MAX_RULES + 1)
#define DIFF_RULES (DIFF_SIDES * DIFF_SIDE_RULES)
#define DIFF_DEFAULT(side) ((side)*DIFF_SIDE_RULES + GK_MAX_RULES)

struct diff_key {
	uint64_t a, b; /* as in struct gk_entry, without the kind */
};

struct diff_keys {
	struct diff_key *key; /* the first one is that of everything else */
	size_t count;
};

struct diff_input {
	const struct gk_image *image[DIFF_SIDES];
	const struct diff_names *names;
	struct diff_keys name, tag, executable;
	unsigned int capability[DIFF_SIDES * GK_CAPABILITIES_MAX];
	size_t capability_count;
	unsigned int *uid; /* the first of each interval, ascending from 0 */
	size_t uid_count;
};

/* Operations that have the same parts, and what is known of the program. */
struct diff_frame {
	bool has_attach_type, has_cgroup, has_netns, has_program;
	enum gk_program_state state;
};

/* Levels whose values depend on the frame. */
static inline bool diff_level_is_of_frame(enum diff_level level)
{
	return level <= DIFF_TAG;
}

/* Returns 0 or -ENOMEM; to be released in each case. */
int diff_input_init(struct diff_input *input, const struct gk_image *before, const struct gk_image *after,
		    const struct diff_names *names);
void diff_input_release(struct diff_input *input);

/* The number of the interval that begins with this user ID. */
size_t diff_uid_number(const struct diff_input *input, unsigned int uid);

/* Puts a value of a level into a request. */
void diff_set_value(const struct diff_input *input, const struct diff_frame *frame, enum diff_level level,
		    uint64_t value, struct gk_request *request);

/* Calls `each` with every value of a level until one returns something else than 0. Returns that, or 0. */
int diff_each_value(const struct diff_input *input, const struct diff_frame *frame, enum diff_level level,
		    int (*each)(void *context, uint64_t value), void *context);

/* Whether an operation has the parts of the frame. */
bool diff_frame_has(const struct diff_frame *frame, unsigned int operation);

#endif
