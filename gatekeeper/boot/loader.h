/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Finds out what booted this kernel, from traces that only the boot loader leaves: the words that it adds to the
 * command line, and its EFI variables. Installed programs prove nothing: GRUB stays on systems that systemd-boot boots.
 */
#ifndef GATEKEEPER_BOOT_LOADER_H
#define GATEKEEPER_BOOT_LOADER_H

#include "gatekeeper/base/failure.h"
#include "gatekeeper/boot/root.h"

enum boot_loader {
	LOADER_UNKNOWN,  /* no trace at all */
	LOADER_GRUB,     /* GRUB, whose configuration has the image of this boot */
	LOADER_ENTRIES,  /* systemd-boot, or the EFI stub of a kernel: entries or unified images */
	LOADER_FIRMWARE, /* none: the firmware started a unified image */
	LOADER_UNUSABLE, /* another one, which the gatekeeper can't configure */
};

/*
 * Finds the boot loader of this boot. `ret_remedy` is set with LOADER_UNUSABLE: where the administrator adds a word to
 * the kernel's command line; a static string.
 */
enum boot_loader boot_loader_find(const struct boot_host *host, const char **ret_remedy);

/*
 * Reads a variable of the Boot Loader Interface, as LoaderEntryDefault. The caller frees the text. Returns 0, -ENOENT
 * if there is none, or another negative errno.
 */
int boot_loader_variable(const struct boot_host *host, const char *name, char **ret_text);

/* Had the boot loader, at this boot, an entry whose id the pattern matches? By LoaderEntries; false if that is not
 * there. */
bool boot_loader_has_entry(const struct boot_host *host, const char *pattern);

/*
 * Does the firmware, by its variables, start at the next boot what it started at this one? By BootNext, or the first of
 * BootOrder (UEFI 3.3); false also if that is unknown.
 */
bool boot_loader_is_firmware_same(const struct boot_host *host);

/* Returns -ENOTUNIQ if the firmware starts something else at the next boot, once (BootNext, UEFI 3.3), or 0. */
int boot_loader_check_firmware(const struct boot_host *host, struct failure *failure);

#endif
