/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The containers that run, as crun and runc keep them in files for root: for those that were started before an engine
 * had our hook. A file of somebody else does not count, nor one whose process has ended.
 */
#ifndef GATEKEEPER_CONTAINER_RUNTIME_FILES_H
#define GATEKEEPER_CONTAINER_RUNTIME_FILES_H

#include "gatekeeper/container/cgroup.h"
#include "gatekeeper/container/state.h"

struct running_container {
	struct container_state state; /* without annotations */
	const char *cgroup;           /* that the runtime made: the process may have moved */
};

/*
 * Calls `take` with each, below the folder `root` ("" on the host). Returns how many files could not be
 * read.
 */
int running_containers_visit(const char *root, const struct container_host *host,
			     void (*take)(void *context, const struct running_container *running), void *context);

#endif
