/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Files of our own: a form with the value of an lsm= in it. A file with anything that the form does not have was edited
 * by someone else, so `boot` neither overwrites nor removes it.
 */
#ifndef GATEKEEPER_BOOT_OWN_FILE_H
#define GATEKEEPER_BOOT_OWN_FILE_H

#include "gatekeeper/boot/mechanism.h"

/* The text: head, comments on how the value was made, key, value, tail. */
struct boot_form {
	const char *file;
	const char *head;
	const char *key;
	const char *tail;
};

/* The record of a word in a file of others, so that `disable` takes away exactly that word. */
#define BOOT_RECORD "/etc/kernel/lsm.gatekeeper"
extern const struct boot_form boot_record;

/* Returns 0, -ENOENT if there is no file, -EBADMSG if someone edited it, or another negative errno. */
int boot_form_read(const struct boot_form *form, const struct boot_host *host, struct boot_value *ret_value,
		   struct failure *failure);

/* Adds the file with `value`, or its removal if NULL, to a change. */
int boot_form_plan(const struct boot_form *form, const struct boot_host *host, const struct boot_value *value,
		   struct boot_change *ret_change, struct failure *failure);

#endif
