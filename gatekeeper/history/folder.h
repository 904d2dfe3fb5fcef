/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The folder of the history, and its files. Only what belongs to this user, and nobody else can write, is read; no
 * symbolic link is followed in it, and each file is there whole or not at all.
 */
#ifndef GATEKEEPER_HISTORY_FOLDER_H
#define GATEKEEPER_HISTORY_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "gatekeeper/base/failure.h"

#define HISTORY_STATE "/var/lib/gatekeeper"
#define HISTORY_NAME "history"
#define HISTORY_LIST_NAME "list.jsonl"
#define HISTORY_LIST HISTORY_STATE "/" HISTORY_NAME "/" HISTORY_LIST_NAME

/*
 * Opens the folder "history" in the folder `state`; `make`: makes both if they are not there. Returns a descriptor,
 * -ENOENT, -EPERM if others could have changed what is in it, or another negative errno with the reason in `failure`.
 */
int history_folder_open(const char *state, bool make, struct failure *failure);

/*
 * Reads a file of the folder. Returns 0 with a text to be freed, -ENOENT, -EPERM if it is not a regular file of this
 * user's alone, -E2BIG from `size` bytes on, -EILSEQ if it has a NUL, or another negative errno.
 */
int history_file_read(int folder, const char *name, size_t size, char **ret_text);

/* Replaces or makes a file in one step. Returns 0 or a negative errno; then the folder is as it was. */
int history_file_write(int folder, const char *name, const char *text);

/* Removes each file that `is_wanted` denies. It gets `context` and the name, and keeps what is not ours. */
void history_folder_prune(int folder, bool (*is_wanted)(const void *context, const char *name), const void *context);

#endif
