/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The cgroup of a container, found by the process that its runtime names. */
#ifndef GATEKEEPER_CONTAINER_CGROUP_H
#define GATEKEEPER_CONTAINER_CGROUP_H

#include <stdbool.h>
#include <sys/types.h>

#include "gatekeeper/base/failure.h"
#include "policy/language/container.h"

/* Where cgroups and processes are seen. */
struct container_host {
	const char *proc;
	const char *cgroups;
};

#define CONTAINER_HOST ((struct container_host){.proc = "/proc", .cgroups = "/sys/fs/cgroup"})

/*
 * Sets `container->cgroup` and `cgroup_id` by the process `pid`; `container->id` is set. Returns 0, -ENOTUNIQ if the
 * container shares a cgroup with who started it, -ENAMETOOLONG, or another negative errno.
 */
int container_find_cgroup(const struct container_host *host, pid_t pid, struct container *container,
			  struct failure *failure);

/*
 * Sets them to the cgroup with this path, which may be below that of the container. The same, or -ENOENT if it is not
 * there.
 */
int container_set_cgroup(const struct container_host *host, const char *path, struct container *container,
			 struct failure *failure);

/* Is its cgroup still there? True also if that can't be told. */
bool container_is_there(const struct container_host *host, const struct container *container);

/* Is the cgroup `path` that of the container, or below it? */
bool container_has_path(const struct container *container, const char *path);

#endif
