/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the random policies speak of. Everything in it is numbered by its place in its table. */
#ifndef TESTS_REFERENCE_WORLD_H
#define TESTS_REFERENCE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/language/resolve.h"

struct world_number {
	const char *text;
	unsigned int number;
	unsigned int family; /* of attach types */
};

struct world_executable {
	const char *path;
	uint64_t inode, device; /* both 0: it is not there */
};

struct world_cgroup {
	const char *path;
	bool there;
};

#define WORLD_FAMILIES 14
#define WORLD_SINGLES 9

extern const char *const world_families[WORLD_FAMILIES];
extern const struct world_number world_singles[WORLD_SINGLES]; /* operations without a family */

#define WORLD_TYPES 18
extern const struct world_number world_types[WORLD_TYPES];
#define WORLD_PROGRAM_TYPES 6
extern const struct world_number world_program_types[WORLD_PROGRAM_TYPES];
#define WORLD_CAPABILITIES 10
extern const struct world_number world_capabilities[WORLD_CAPABILITIES];
#define WORLD_EXECUTABLES 10
extern const struct world_executable world_executables[WORLD_EXECUTABLES];
#define WORLD_CGROUPS 14
extern const struct world_cgroup world_cgroups[WORLD_CGROUPS];
#define WORLD_NAMES 6
extern const char *const world_names[WORLD_NAMES];
#define WORLD_TAGS 5
extern const char *const world_tags[WORLD_TAGS];

/* Cgroups that callers are in and programs are attached to; some are named by no policy. */
#define WORLD_PLACES 16
extern const char *const world_places[WORLD_PLACES];

/* The id of the cgroup with this path. */
uint64_t world_cgroup_id(const char *path);

/* The ids from the root down to this cgroup; its level. */
unsigned int world_ids(const char *path, uint64_t *ret_ids);

/* What the paths stand for, for the compiler. */
extern const struct resolver world_resolver;

#endif
