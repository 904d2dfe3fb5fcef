/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Boot entries by the Boot Loader Specification (uapi-group.org): files loader/entries/NAME.conf, and unified images
 * EFI/Linux/NAME.efi, on the boot partitions. What a boot really has, whatever is configured.
 */
#ifndef GATEKEEPER_BOOT_ENTRIES_H
#define GATEKEEPER_BOOT_ENTRIES_H

#include "gatekeeper/base/failure.h"
#include "gatekeeper/boot/root.h"

#define BOOT_MODULES "/usr/lib/modules"

struct boot_entry {
	char name[NAME_MAX + 1]; /* of the file */
	char path[PATH_MAX];     /* with the root */
	bool is_image;
	bool has_tries_left; /* false: systemd-boot boots it last */
	char sort_key[64], machine_id[64], version[128];
};

/*
 * Finds the entry that systemd-boot boots next: the one of the variables LoaderEntryOneShot or LoaderEntryDefault, the
 * default of loader.conf, or the first in its order. Returns 0; -ENOENT if there is no entry; or -ENOTUNIQ if it can't
 * be told, as between an entry file and an image.
 */
int boot_entry_find_next(const struct boot_host *host, struct boot_entry *ret_entry, struct failure *failure);

/* Reads the kernel's command line of an entry. The caller frees it. Returns 0 or a negative errno. */
int boot_entry_read_line(const struct boot_entry *entry, char **ret_line, struct failure *failure);

/* Is it the entry of an installed kernel, under the name that kernel-install gives it? */
bool boot_entry_is_installed(const struct boot_host *host, const struct boot_entry *entry);

/* Has this kernel an entry of any kind under the name that kernel-install gives it? */
bool boot_entries_have_version(const struct boot_host *host, const char *version);

/* Finds the image of a version, with its modules or in /boot, where Debian has it. Returns false if there is none. */
bool boot_entries_find_image(const struct boot_host *host, const char *version, char ret_image[PATH_MAX]);

#endif
