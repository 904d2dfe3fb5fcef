/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The network namespaces of this host: those of processes, and those that `ip netns` mounted. */
#ifndef GATEKEEPER_INVENTORY_NETNS_OF_HOST_H
#define GATEKEEPER_INVENTORY_NETNS_OF_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct netns {
	ino_t inode;
	int fd;
};

struct namespaces {
	struct netns *items; /* the first is that of this process */
	size_t count, room;
};

/* Finds the namespace of this process, or `all`. The caller releases them. Returns 0 or -ENOMEM. */
int namespaces_find(bool all, struct namespaces *ret_namespaces);
void namespaces_release(struct namespaces *namespaces);

#endif
