/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The network namespaces of this host that can be reached: those of processes, and those that `ip netns` mounted. */
#ifndef GATEKEEPER_INVENTORY_NETNS_OF_HOST_H
#define GATEKEEPER_INVENTORY_NETNS_OF_HOST_H

#include <stddef.h>
#include <sys/types.h>

struct netns {
	ino_t inode;
	int fd;
};

struct namespaces {
	struct netns *items; /* our own is the first */
	size_t count, room;
};

/* 0 or a negative errno; to be released. `elsewhere`: not only our own. */
int namespaces_find(int elsewhere, struct namespaces *ret_namespaces);
void namespaces_release(struct namespaces *namespaces);

#endif
