/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The entries that kernel-install makes for the installed kernels: what a boot really has, whatever is configured. */
#ifndef GATEKEEPER_BOOT_ENTRIES_H
#define GATEKEEPER_BOOT_ENTRIES_H

#include "gatekeeper/boot/mechanism.h"

#define BOOT_COMMAND_LINE "/etc/kernel/cmdline"
#define BOOT_MODULES "/usr/lib/modules"

/* Is there a directory of such entries? */
bool boot_entries_are_here(const struct boot_host *host);

/* The image of a version, with its modules or in /boot, where Debian has it. */
bool boot_entries_find_image(const struct boot_host *host, const char *version, char ret_image[PATH_MAX]);

/*
 * The command line of an installed kernel's entry: of one whose lsm= lacks bpf, if there is one. A unified image made
 * after BOOT_COMMAND_LINE was written has `line`. -ENOENT: no such entry. Freed by the caller.
 */
int boot_entries_read(const struct boot_host *host, const char *line, char **ret_line, struct failure *failure);

#endif
