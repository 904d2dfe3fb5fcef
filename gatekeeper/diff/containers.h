/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Containers to compare two policies with: those that their conditions ask for, by one or by two at once. */
#ifndef GATEKEEPER_DIFF_CONTAINERS_H
#define GATEKEEPER_DIFF_CONTAINERS_H

#include <stddef.h>

#include "policy/language/container.h"

#define DIFF_CONTAINERS_MAX 256 /* more are left out */

/* The path of the cgroup of each says what it is called, as "/container(name=web)". */
struct diff_containers {
	struct container *container;
	size_t count;
};

/*
 * Adds one, one that is called so and otherwise as no policy says, and those that are called as it and as another that
 * is there. Returns 0 or -ENOMEM.
 */
int diff_containers_add(struct diff_containers *containers, const struct container *example);
void diff_containers_release(struct diff_containers *containers);

#endif
