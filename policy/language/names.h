/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The texts of one kind that a policy names (paths, program names, tags, rules), each once, numbered as they come. */
#ifndef POLICY_LANGUAGE_NAMES_H
#define POLICY_LANGUAGE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/source/findings.h"

struct name {
	unsigned int number;
	unsigned int list;  /* the last list that it was in */
	struct place place; /* where it is named first */
	struct name *above; /* of a cgroup: the nearest one above it that is named, too */
	bool found;         /* it has an identity: the key of its entry in the image */
	bool is_container;  /* of a cgroup: that of a container that its engine told of */
	bool only_now;      /* of a cgroup: one that is made later with the same path is not meant */
	uint64_t a;
	uint64_t b;
	char text[];
};

struct names {
	struct name **item; /* by number */
	size_t count;
	size_t room;
	void *tree; /* by text */
};

/* Returns 0 with the name of this text, which is new or was there, or -ENOMEM. */
int names_add(struct names *names, const char *text, struct place place, struct name **ret_name);
struct name *names_find(const struct names *names, const char *text);
void names_release(struct names *names);

#endif
