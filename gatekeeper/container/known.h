/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The containers of the registry in memory, for one who asks for the container of a cgroup very often. The directory is
 * read when its time has changed, a file when it is new, and the answer for a cgroup is kept until then.
 */
#ifndef GATEKEEPER_CONTAINER_KNOWN_H
#define GATEKEEPER_CONTAINER_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "policy/language/container.h"

#define KNOWN_ANSWERS 256
#define KNOWN_SECONDS 60 /* how long one that has ended is remembered: until its last events are read */

struct known_container;

/* The answer for a cgroup; `id` 0: none. */
struct known_answer {
	uint64_t id;
	const struct known_container *known; /* NULL: it is no container's */
};

struct known_containers {
	const char *directory;
	struct timespec changed; /* of the directory, when it was read */
	bool settled;            /* a change since then would have another time */
	struct known_container **known;
	size_t count;
	struct known_answer answers[KNOWN_ANSWERS];
};

/*
 * Reads what has changed. Without changes, it costs one system call. What can't be read counts as gone.
 */
void known_containers_refresh(struct known_containers *all);

/*
 * Of `containers`, a struct known_containers, the one whose cgroup the path `path` is, or is below, when `time` was,
 * CLOCK_BOOTTIME in ns; `id` is that of the cgroup at `path`. The outermost one counts. NULL: none is known. Valid
 * until the next call.
 */
const struct container *known_containers_find(void *containers, uint64_t id, const char *path, uint64_t time);

void known_containers_release(struct known_containers *all);

#endif
