/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The ways in which systems keep the kernel's command line for the next boot: one row each, in one table. A mechanism
 * knows its files and how the boot loader's configuration is generated from them; plan.c does the rest.
 */
#ifndef GATEKEEPER_BOOT_MECHANISM_H
#define GATEKEEPER_BOOT_MECHANISM_H

#include <stdbool.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/boot/change.h"
#include "gatekeeper/boot/root.h"

#define BOOT_LIST_SIZE 512 /* a quarter of the kernel's command line */

/* An lsm= of ours. */
struct boot_value {
	char list[BOOT_LIST_SIZE];
	bool of_boot;   /* made from an lsm= that only the running kernel's command line had */
	bool made_file; /* `enable` created the file with the command line */
};

/* `own` is what we configured, `value` what to configure; NULL for none. Functions return 0 or a negative errno. */
struct boot_mechanism {
	const char *name;
	const char *summary;
	const char *file;    /* the file that changes */
	const char *written; /* the file that is there only after `enable` */
	const char *command; /* generates the boot loader's configuration; for people to read */
	bool partial;        /* a regenerate() that fails may have changed something */
	bool (*is_here)(const struct boot_host *host);
	bool (*can_undo)(const struct boot_host *host); /* also when something else boots; NULL: if is_here() */

	/* -ENOENT: nothing is configured; -EBADMSG: someone edited it since. */
	int (*read_own)(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure);

	/*
	 * The kernel's command line of the entry that boots next, as the boot loader has it, and as it is configured
	 * (NULL: the same). -ENOENT: there is none yet. The caller frees it.
	 */
	int (*read_next)(const struct boot_host *host, char **ret_line, struct failure *failure);
	int (*read_configured)(const struct boot_host *host, char **ret_line, struct failure *failure);

	int (*plan)(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		    struct boot_change *ret_change, struct failure *failure);

	/*
	 * Generates the boot loader's configuration from the files as they are, with `value` and without `own`.
	 * -EKEYREJECTED: it would lose a signature, and is as it was.
	 */
	int (*regenerate)(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
			  struct failure *failure);
};

extern const struct boot_mechanism boot_grub, boot_kernel_install, boot_grubby, boot_rpm_ostree;

/*
 * Finds the mechanism of what booted this kernel. NULL: it can't be told, or the gatekeeper can't configure it; then
 * `failure` says where to add a word to the command line.
 */
const struct boot_mechanism *boot_mechanism_find(const struct boot_host *host, struct failure *failure);

/*
 * Finds the mechanism that has an lsm= of ours: `usual`, the one of what booted this kernel (NULL: none), or another
 * one, if something else boots since. NULL: none. `ret_error` and the rest are what its read_own() returned; -ENOENT
 * with NULL.
 */
const struct boot_mechanism *boot_mechanism_find_owner(const struct boot_host *host, const struct boot_mechanism *usual,
						       struct boot_value *ret_own, int *ret_error,
						       struct failure *failure);

#endif
