/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which of the boot entries does systemd-boot take, by itself? */
#ifndef GATEKEEPER_BOOT_ENTRY_CHOICE_H
#define GATEKEEPER_BOOT_ENTRY_CHOICE_H

#include "gatekeeper/boot/entries.h"

/*
 * Finds the entry of the next boot: that of LoaderEntryOneShot, or else the usual one: that of LoaderEntryDefault, the
 * default of loader.conf, or the first in the order of systemd-boot. Returns 0; -ENOENT if there is no entry; or
 * -ENOTUNIQ if it can't be told, as between an entry file and an image, or for an entry that only the boot loader
 * knows.
 */
int boot_entry_find_next(const struct boot_host *host, struct boot_entry *ret_entry, struct failure *failure);

/* Finds the usual entry: that of a boot for which nobody chose one. Returns as boot_entry_find_next(). */
int boot_entry_find_usual(const struct boot_host *host, struct boot_entry *ret_entry, struct failure *failure);

/*
 * Finds the image that the firmware started without a boot loader, as the systemd stub in it wrote down. Returns false
 * if that is unknown or not on a boot partition here.
 */
bool boot_entry_find_started(const struct boot_host *host, struct boot_entry *ret_entry);

/* Reads the command line of the next boot's entry. The caller frees it. Returns 0 or a negative errno, also as above.
 */
int boot_entry_read_next(const struct boot_host *host, char **ret_line, struct failure *failure);

#endif
