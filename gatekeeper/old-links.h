/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The hooks of programs that others replace: what they refuse is refused until the kernel has detached them. */
#ifndef GATEKEEPER_OLD_LINKS_H
#define GATEKEEPER_OLD_LINKS_H

#include <linux/types.h>

#define OLD_LINKS_MAX 64

struct old_links {
	__u32 ids[OLD_LINKS_MAX];
	unsigned int count;
};

/* Those that are pinned now. */
void old_links_read(struct old_links *ret_links);

/*
 * Waits until they are gone: the kernel detaches what was unpinned a little later. For a second at most: a daemon's
 * service manager may hold them until it is told of the new ones.
 */
void old_links_wait(const struct old_links *links);

#endif
