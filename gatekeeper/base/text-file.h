/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reads and replaces small text files as a whole: other readers see the old text or the new one. */
#ifndef GATEKEEPER_BASE_TEXT_FILE_H
#define GATEKEEPER_BASE_TEXT_FILE_H

#include "gatekeeper/base/failure.h"

#define TEXT_FILE_MAX (1024 * 1024) /* bytes; four times the configuration of a distribution's kernel */

/* Reads a file; the caller frees the text. Returns 0, -E2BIG from TEXT_FILE_MAX on, or an errno of open() or read(). */
int text_file_read(const char *path, char **ret_text);

/*
 * Replaces the text of a regular file, keeping owner, mode and extended attributes, or creates the file (0644). On an
 * error the file is unchanged. Returns 0, -ELOOP if `path` is not a regular file, or another negative errno.
 */
int text_file_replace(const char *path, const char *text, struct failure *failure);

/* The same, but a new file is readable by its owner only (0600). */
int text_file_replace_private(const char *path, const char *text, struct failure *failure);

/* Returns 0 also if there is no such file. */
int text_file_remove(const char *path, struct failure *failure);

/* The remedy for an errno of writing, as the end of a sentence; empty: unknown. */
const char *text_file_remedy(int error);

#endif
