/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reads the configuration that grub-mkconfig generated: which entry GRUB boots next, and with which command line. */
#ifndef GATEKEEPER_BOOT_GRUB_CONFIG_H
#define GATEKEEPER_BOOT_GRUB_CONFIG_H

#include "gatekeeper/base/failure.h"
#include "gatekeeper/boot/root.h"

#define GRUB_DIRECTORY "/boot/grub"
#define GRUB_CONFIG GRUB_DIRECTORY "/grub.cfg"

/*
 * Reads the kernel's command line of the entry that GRUB boots next, with BOOT_IMAGE= as GRUB adds it: the entry of
 * next_entry, of saved_entry or of `set default`. The caller frees it. Returns 0, -EACCES, -ENOENT if there is no such
 * entry or it does not boot Linux, or another negative errno.
 */
int grub_config_read_next(const struct boot_host *host, char **ret_line, struct failure *failure);

/* Does the configuration have the image that `line`, the command line of this boot, has as BOOT_IMAGE=? */
enum grub_image { GRUB_HAS_IMAGE, GRUB_LACKS_IMAGE, GRUB_UNREADABLE };
enum grub_image grub_config_has_image(const struct boot_host *host, const char *line);

#endif
