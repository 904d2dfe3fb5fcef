/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The cgroup of an event: its path, and the container that a path shows. */
#ifndef GATEKEEPER_RECORD_CGROUP_H
#define GATEKEEPER_RECORD_CGROUP_H

#include "bpf-lsm/abi.h"

/* Room for any path: every name takes its '/' where it had its NUL; "..." for what was cut off, and a NUL. */
#define CGROUP_PATH_ROOM (GK_CGROUP_PATH_SIZE + 8)

/*
 * The path from the root, not escaped: "/" for the root, "/a/b", or ".../a/b" when names above did not fit. Whatever
 * the structure says of itself, nothing outside its names is read.
 */
void cgroup_path(const struct gk_event_cgroup *cgroup, char path[CGROUP_PATH_ROOM]);

/*
 * The id or name by which its engine knows the container whose cgroup `path` is, or is below; empty when the path has
 * none of the known shapes. The outermost match counts: names further down are the container's own choice. For the
 * same reason a path that was cut off has none.
 */
void cgroup_container(const char *path, char ret_id[CGROUP_PATH_ROOM]);

#endif
