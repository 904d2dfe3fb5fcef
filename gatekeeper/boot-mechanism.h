/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The ways in which systems keep the kernel's command line for the next boot: one row each, in one table. A way knows
 * its files and how the boot loader's configuration is made from them; boot-plan.c does the rest.
 */
#ifndef GATEKEEPER_BOOT_MECHANISM_H
#define GATEKEEPER_BOOT_MECHANISM_H

#include <limits.h>
#include <stdbool.h>
#include <time.h>

#include "boot-change.h"
#include "failure.h"
#include "lsm-list.h"

/* Where the work is done. */
struct boot_host {
	const char *root; /* before each path: "" but in the tests */
	time_t booted;    /* when */
	struct lsm_sources sources;
};

struct boot_mechanism {
	const char *name;
	const char *summary;
	const char *file;    /* what is changed */
	const char *written; /* the file that is there only after `enable`, and nobody else's */
	const char *command; /* what makes it count, for people to read */
	bool partial;        /* regenerate() that fails may have done a part of it */
	bool (*is_here)(const struct boot_host *host);

	/* The lsm= that we put there. 0, -ENOENT: none; -EBADMSG: it is no longer as we wrote it, see `failure`. */
	int (*read_own)(const struct boot_host *host, char **ret_value, struct failure *failure);

	/* The kernel's command line at the next boot. -ENOENT: not made yet, or not readable; freed by the caller. */
	int (*read_next)(const struct boot_host *host, char **ret_line, struct failure *failure);

	/* The files with `value` instead of `own`; either may be NULL. */
	int (*plan)(const struct boot_host *host, const char *own, const char *value, struct boot_change *ret_change,
		    struct failure *failure);

	/* Makes the boot loader's configuration from the files as they are, with `value` and no longer with `own`. */
	int (*regenerate)(const struct boot_host *host, const char *own, const char *value, struct failure *failure);
};

extern const struct boot_mechanism boot_grub, boot_kernel_install, boot_grubby;

/* The one that this system boots by, or NULL. */
const struct boot_mechanism *boot_mechanism_find(const struct boot_host *host);

/* All there are, ends with NULL. */
extern const struct boot_mechanism *const boot_mechanisms[];

/* A path below the host's root; is there something, a program? */
void boot_path(const struct boot_host *host, const char *name, char ret_path[PATH_MAX]);
bool boot_has(const struct boot_host *host, const char *name);
bool boot_has_program(const struct boot_host *host, const char *name);

/* A value that lsm_list_compose() may have made: what is written into a file, or read from one as ours. */
bool boot_is_value(const char *value);

#endif
