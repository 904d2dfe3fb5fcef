/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The record of what was put on the command line where it stands among the words of others, in a file of its own: so
 * that exactly that can be taken away again.
 */
#ifndef GATEKEEPER_BOOT_RECORD_H
#define GATEKEEPER_BOOT_RECORD_H

#include "boot-mechanism.h"

#define BOOT_RECORD "/etc/kernel/lsm.gatekeeper"

/* 0, -ENOENT: nothing was put there by us; -EBADMSG: the record is not as we wrote it. */
int boot_record_read(const struct boot_host *host, char **ret_value, struct failure *failure);

/* Adds the record of `value` to a change; NULL: no record. */
int boot_record_plan(const struct boot_host *host, const char *value, struct boot_change *ret_change,
		     struct failure *failure);

#endif
