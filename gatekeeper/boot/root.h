/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The system to configure: the running one, or a directory in the tests. */
#ifndef GATEKEEPER_BOOT_ROOT_H
#define GATEKEEPER_BOOT_ROOT_H

#include <limits.h>
#include <stdbool.h>
#include <time.h>

#include "gatekeeper/host/lsm-list.h"

struct boot_host {
	const char *root; /* before each path: "", but not in the tests */
	time_t booted;    /* the start of this boot */
	struct lsm_sources sources;
};

/* The system that runs. */
void boot_host_of_system(struct boot_host *ret_host);

/* A path below the host's root; is there a file, a program? */
void boot_path(const struct boot_host *host, const char *name, char ret_path[PATH_MAX]);
bool boot_has(const struct boot_host *host, const char *name);
bool boot_has_program(const struct boot_host *host, const char *name);

#endif
