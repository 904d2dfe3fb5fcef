/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Programs whose pins are removed: they deny until the kernel has detached them. */
#ifndef GATEKEEPER_ENFORCE_DETACH_WAIT_H
#define GATEKEEPER_ENFORCE_DETACH_WAIT_H

#include <stdbool.h>

#include <linux/types.h>

#include "gatekeeper/base/failure.h"

#define OLD_PROGRAMS_MAX 128

struct old_programs {
	__u32 ids[OLD_PROGRAMS_MAX];
	unsigned int count;
};

/* Finds the programs of the pinned links. */
void old_programs_read(struct old_programs *ret_programs);

/* Adds the program of a link, by its descriptor. What is no link, or is not told, adds nothing. */
void old_programs_add(struct old_programs *programs, int link);

/* Finds the programs of a load whose pins are gone, by their names. */
void old_programs_find(struct old_programs *ret_programs);

/*
 * Waits until the kernel has none of them any more. It ends them one after the other, which takes seconds on a slow
 * machine: given up when none has ended for `seconds`, as when somebody holds them. Returns whether none is left.
 */
bool old_programs_ended(const struct old_programs *programs, unsigned int seconds);

/*
 * Waits until the kernel has none of them any more, as long as the kernel needs: that is seconds on a slow machine.
 * Returns 0, or -EBUSY if a process that does not let go of them, or the kernel, keeps them; `failure` says which.
 */
int old_programs_wait(const struct old_programs *programs, struct failure *failure);

#endif
