/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Small text files of the system, read whole and replaced whole: a reader sees the old text or the new one. */
#ifndef GATEKEEPER_BASE_TEXT_FILE_H
#define GATEKEEPER_BASE_TEXT_FILE_H

#include "gatekeeper/base/failure.h"

#define TEXT_FILE_MAX (1024 * 1024) /* four times the configuration of a distribution's kernel */

/* The text, freed by the caller. -E2BIG: more than TEXT_FILE_MAX; -ENOENT and other errnos of open and read. */
int text_file_read(const char *path, char **ret_text);

/*
 * Puts `text` in the place of a regular file, with its owner and mode, or makes a new one (0644). -ELOOP: it is no
 * regular file, which a rename would replace by one. On an error the file is as it was.
 */
int text_file_replace(const char *path, const char *text, struct failure *failure);

/* Returns 0 also when there is none. */
int text_file_remove(const char *path, struct failure *failure);

/* What helps against an errno of writing, as the end of a sentence; empty when that is not known. */
const char *text_file_remedy(int error);

#endif
