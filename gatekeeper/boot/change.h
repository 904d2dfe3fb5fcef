/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What `boot` changes in files: planned, shown as a difference, done all or not at all, taken back. */
#ifndef GATEKEEPER_BOOT_CHANGE_H
#define GATEKEEPER_BOOT_CHANGE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/base/failure.h"

#define BOOT_FILES_MAX 2

struct boot_file {
	const char *name; /* as it is shown: without the root */
	char path[PATH_MAX];
	char *before; /* NULL: no such file */
	char *after;
	bool made_directory;
};

struct boot_change {
	struct boot_file file[BOOT_FILES_MAX]; /* written in this order, taken back in the other */
	unsigned int count;
};

/*
 * Adds the file `name` below `root`, with the text that it shall have (NULL: none); a static string. Fails when what it
 * has now can't be read.
 */
int boot_change_add(struct boot_change *change, const char *root, const char *name, const char *after,
		    struct failure *failure);

bool boot_change_is_empty(const struct boot_change *change);
void boot_change_print(const struct boot_change *change, FILE *out);

/* On an error nothing is changed. */
int boot_change_apply(struct boot_change *change, struct failure *failure);
int boot_change_take_back(struct boot_change *change, struct failure *failure);

void boot_change_free(struct boot_change *change);

#endif
