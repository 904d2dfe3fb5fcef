/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The hooks of programs that are taken out: what they refuse is refused until the kernel has detached them. */
#ifndef GATEKEEPER_ENFORCE_DETACH_WAIT_H
#define GATEKEEPER_ENFORCE_DETACH_WAIT_H

#include <linux/types.h>

#define OLD_PROGRAMS_MAX 64

struct old_programs {
	__u32 ids[OLD_PROGRAMS_MAX];
	unsigned int count;
};

/* Those that are pinned now. */
void old_programs_read(struct old_programs *ret_programs);

/*
 * Waits until they are gone. A link's id goes when it was unpinned, its hook a little later, and its program after
 * that: so it is the programs that are waited for. For three seconds at most: a daemon's service manager may hold links
 * until it is told of the new ones.
 */
void old_programs_wait(const struct old_programs *programs);

#endif
