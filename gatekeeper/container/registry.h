/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The containers that their engines told of: a directory with one JSON file each, named ID. Only its owner may write
 * there; a file that is not as we write it does not count. Changes are seen by the time of the directory.
 */
#ifndef GATEKEEPER_CONTAINER_REGISTRY_H
#define GATEKEEPER_CONTAINER_REGISTRY_H

#include <stddef.h>

#include "gatekeeper/container/cgroup.h"

#define CONTAINERS_DIRECTORY "/run/gatekeeper/containers"
#define CONTAINERS_MAX 2048 /* half of what a policy can name */

/* A number that grows with each change; 0: no container was ever added, or that can't be told. */
uint64_t containers_generation(const char *directory);

/* Makes the directory, for who waits for changes. Returns 0 or a negative errno. */
int containers_make(const char *directory);

/*
 * Adds or replaces the entry of a container, and removes that of another one in the same cgroup. Makes the directory.
 * *ret_generation is that of this change. Returns 0, -ENOSPC if CONTAINERS_MAX containers are there, whose cgroups are,
 * or another negative errno.
 */
int containers_add(const char *directory, const struct container_host *host, const struct container *container,
		   uint64_t *ret_generation, struct failure *failure);

/* Returns 0 also if there is no such entry. */
int containers_remove(const char *directory, const char *id, struct failure *failure);

/* Removes the entries of containers whose cgroups are gone. Returns 0 or a negative errno. */
int containers_prune(const char *directory, const struct container_host *host, struct failure *failure);

/*
 * Calls `take` with each entry, until it returns another value than 0, and returns that. Else returns 0, also if no
 * container was ever added, or a negative errno. Files that are no entries are left out. *ret_generation is read before
 * the entries are.
 */
int containers_visit(const char *directory, int (*take)(void *to, const struct container *container), void *to,
		     uint64_t *ret_generation);

/*
 * Opens the directory to read entries. Returns a descriptor, -ENOENT if no container was ever added, -EPERM if others
 * could have written there, or another negative errno.
 */
int containers_open(const char *directory);

/* Reads the entry `name` of the directory. Returns 0, -EBADMSG if it is not one of ours, or another negative errno. */
int containers_read(int directory_fd, const char *name, struct container *ret_container);

#endif
