/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_BOOT_VERSION_ORDER_H
#define GATEKEEPER_BOOT_VERSION_ORDER_H

/*
 * Compares two versions, or names with versions in them, as the Version Format Specification (UAPI.10) has it, and so
 * systemd-boot: below 0, 0 or above 0 if `a` is older than `b`, equal or newer.
 */
int version_compare(const char *a, const char *b);

#endif
