/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The state of a container that an OCI runtime gives to its hooks, and the names in it. */
#ifndef GATEKEEPER_CONTAINER_STATE_H
#define GATEKEEPER_CONTAINER_STATE_H

#include <linux/limits.h>
#include <stdio.h>
#include <sys/types.h>

#include <jansson.h>

#include "gatekeeper/base/failure.h"
#include "policy/language/container.h"

struct container_state {
	char id[CONTAINER_ID_SIZE];
	pid_t pid; /* 0: it has none any more */
	char bundle[PATH_MAX];
	json_t *annotations; /* an object, or NULL */
};

/*
 * Reads a state from `file`, at most 1 MiB. Returns 0, or a negative errno: -EBADMSG if it is not the state of a
 * container. To be released by container_state_release().
 */
int container_state_read(FILE *file, struct container_state *ret_state, struct failure *failure);
void container_state_release(struct container_state *state);

/*
 * Fills in what the engine tells of the container in annotations, in those of the bundle if the state has none, and in
 * the storage of podman or Docker: all but the cgroup. What can't be read stays empty.
 */
void container_state_names(const struct container_state *state, struct container *ret_container);

#endif
