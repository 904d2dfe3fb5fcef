/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The files that `boot` changes: planned, shown as a difference, changed all or none, undone. */
#ifndef GATEKEEPER_BOOT_CHANGE_H
#define GATEKEEPER_BOOT_CHANGE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/base/failure.h"

#define BOOT_FILES_MAX 2

struct boot_file {
	const char *name; /* without the root, for messages */
	char path[PATH_MAX];
	char *before; /* the text; NULL: no such file */
	char *after;
	bool made_directory;
};

struct boot_change {
	struct boot_file file[BOOT_FILES_MAX]; /* written in this order, undone in reverse */
	unsigned int count;
};

/*
 * Adds the file `name` (a static string) below `root`, with the text that it shall have (NULL: no file). Fails if its
 * present text can't be read.
 */
int boot_change_add(struct boot_change *change, const char *root, const char *name, const char *after,
		    struct failure *failure);

bool boot_change_is_empty(const struct boot_change *change);
void boot_change_print(const struct boot_change *change, FILE *out);

/* On an error apply changes nothing. Undo tries each file and returns the first error. */
int boot_change_apply(struct boot_change *change, struct failure *failure);
int boot_change_undo(struct boot_change *change, struct failure *failure);

void boot_change_free(struct boot_change *change);

#endif
