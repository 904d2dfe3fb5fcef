/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the paths of a policy stand for: the kernel knows an executable by device and inode, a cgroup by its id. Whoever
 * compiles says by which resolver; without one it is this host's.
 */
#ifndef POLICY_LANGUAGE_RESOLVE_H
#define POLICY_LANGUAGE_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/language/container.h"

struct executable_id {
	uint64_t inode;
	uint64_t device; /* the kernel's own s_dev, as major << 20 | minor */
};

struct resolver {
	/* 0, or a negative errno; -ENOENT and -ENOTDIR: there is no such file. */
	int (*executable)(void *context, const char *path, struct executable_id *ret_id);
	/* The path is that below the root of the cgroup v2 hierarchy. */
	int (*cgroup)(void *context, const char *path, uint64_t *ret_id);
	/*
	 * Calls `take` with each container that an engine told of; ends when it returns another value than 0, and
	 * returns that. Else returns 0, or a negative errno if not all can be told. *ret_generation grows with each
	 * change, and is that of the first container that is told or an earlier one. NULL: none is known.
	 */
	int (*containers)(void *context, int (*take)(void *to, const struct container *container), void *to,
			  uint64_t *ret_generation);
	/* Is told containers that satisfy what the policy asks, before the call above; as container_examples(). May be
	 * NULL. */
	int (*container_example)(void *context, const struct container *example);
	void *context;
	bool is_host; /* what it says may be another thing tomorrow: executables and cgroups are watched */
};

#define CGROUP_ROOT "/sys/fs/cgroup"

/* The last mount whose device was looked up. */
struct host_context {
	uint64_t mount;
	uint64_t device;
};

/* This host's files and cgroups; the context is NULL or a struct host_context, all zero at first. */
int resolve_host_executable(void *context, const char *path, struct executable_id *ret_id);
int resolve_host_cgroup(void *context, const char *path, uint64_t *ret_id);

/* This host's executables where they are there, everything else by name: to describe a request that is not made. */
extern const struct resolver resolver_described;

/*
 * Everything there is, each path with an identity made of its name: a policy can be tried out without the host that it
 * is for. Two paths are never the same.
 */
extern const struct resolver resolver_by_name;

#endif
