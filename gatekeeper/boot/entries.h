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
	size_t partition;        /* the length of the part that is the mount point of the partition */
	bool is_image;
	bool boots_other;    /* an EFI program or an image, which the file names */
	bool has_tries_left; /* false: systemd-boot boots it last */
	char sort_key[64], machine_id[64], version[128];
};

struct boot_entries {
	struct boot_entry *items;
	size_t count, room;
};

/* Reads the entries of all boot partitions, zero of them if there are none. Returns 0 or -ENOMEM. */
int boot_entries_read(const struct boot_host *host, struct boot_entries *entries);
void boot_entries_free(struct boot_entries *entries);

/*
 * The first one, in the order of systemd-boot, whose id the pattern matches (NULL: of all); NULL: none. `is_short`:
 * also by its id without .conf or .efi, which is the id for older boot loaders.
 */
const struct boot_entry *boot_entries_first(const struct boot_entries *entries, const char *pattern, bool is_short);

/* A setting of loader.conf, as `default`; NULL: none. The caller frees it. */
char *boot_entries_setting(const struct boot_host *host, const char *key);

/*
 * Finds the image that an EFI path names, as \EFI\Linux\NAME.efi, on the boot partitions. Returns false if it is on
 * none of them, or on several.
 */
bool boot_entry_find_image(const struct boot_host *host, const char *efi_path, struct boot_entry *ret_entry);

/* Reads the kernel's command line of an entry. The caller frees it. Returns 0 or a negative errno. */
int boot_entry_read_line(const struct boot_entry *entry, char **ret_line, struct failure *failure);

/* Is it the entry of an installed kernel, under the name that kernel-install gives it? */
bool boot_entry_is_installed(const struct boot_host *host, const struct boot_entry *entry);

/* Finds the entry of a kernel, of any kind, under the name that kernel-install gives it. Returns false if there is
 * none. */
bool boot_entries_find_version(const struct boot_host *host, const char *version, struct boot_entry *ret_entry);

/* Finds the image of a version, with its modules or in /boot, where Debian has it. Returns false if there is none. */
bool boot_entries_find_image(const struct boot_host *host, const char *version, char ret_image[PATH_MAX]);

#endif
