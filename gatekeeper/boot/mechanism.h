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

#include "gatekeeper/boot/change.h"
#include "gatekeeper/base/failure.h"
#include "gatekeeper/host/lsm-list.h"

/* Where the work is done. */
struct boot_host {
	const char *root; /* before each path: "" but in the tests */
	time_t booted;    /* when */
	struct lsm_sources sources;
};

#define BOOT_LIST_SIZE 512 /* the kernel's command line has 2048 */

/* An lsm= of ours. */
struct boot_value {
	char list[BOOT_LIST_SIZE];
	bool of_boot; /* made from an lsm= that only the running kernel's command line had */
};

/* `own` is what is configured by us, `value` what shall be; NULL for none. */
struct boot_mechanism {
	const char *name;
	const char *summary;
	const char *file;    /* what is changed */
	const char *written; /* the file that is there only after `enable`, and nobody else's */
	const char *command; /* what makes it count, for people to read */
	bool partial;        /* regenerate() that fails may have done a part of it */
	bool (*is_here)(const struct boot_host *host);

	/* 0, -ENOENT: none; -EBADMSG: it is no longer as we wrote it, see `failure`. */
	int (*read_own)(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure);

	/*
	 * The kernel's command line at the next boot, as the boot loader will use it, and as it is configured (NULL:
	 * the same). -ENOENT: not made yet, or not readable; freed by the caller.
	 */
	int (*read_next)(const struct boot_host *host, char **ret_line, struct failure *failure);
	int (*read_configured)(const struct boot_host *host, char **ret_line, struct failure *failure);

	int (*plan)(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		    struct boot_change *ret_change, struct failure *failure);

	/* Makes the boot loader's configuration from the files as they are, with `value` and no longer with `own`. */
	int (*regenerate)(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
			  struct failure *failure);
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

#endif
