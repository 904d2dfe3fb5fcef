/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Files that are ours: a form with the value of an lsm= in it. Whatever a file has that the form does not, someone else
 * has written, so it is neither overwritten nor removed.
 */
#ifndef GATEKEEPER_BOOT_OWN_FILE_H
#define GATEKEEPER_BOOT_OWN_FILE_H

#include "gatekeeper/boot/mechanism.h"

/* The text: the head, a line that says what the value was made from, the key, the value, the tail. */
struct boot_form {
	const char *file;
	const char *head;
	const char *key;
	const char *tail;
};

/* The record of a word that stands among those of others: exactly that can be taken away again. */
#define BOOT_RECORD "/etc/kernel/lsm.gatekeeper"
extern const struct boot_form boot_record;

/* 0; -ENOENT: no file; -EBADMSG: it is not as we wrote it; or another negative errno. */
int boot_form_read(const struct boot_form *form, const struct boot_host *host, struct boot_value *ret_value,
		   struct failure *failure);

/* Adds the file with `value`, or for NULL its removal, to a change. */
int boot_form_plan(const struct boot_form *form, const struct boot_host *host, const struct boot_value *value,
		   struct boot_change *ret_change, struct failure *failure);

#endif
