/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Findings as comments in the text that is edited. They are taken out again before anything reads the text. */
#ifndef GATEKEEPER_EDIT_COMMENTS_H
#define GATEKEEPER_EDIT_COMMENTS_H

#include "gatekeeper/base/failure.h"
#include "policy/source/findings.h"

#define COMMENT_MARK "# gatekeeper edit: "

/*
 * Gives `text` with `notes` (lines; may be empty) at its head and each finding of file number `file` above its line,
 * those of other files at the head, to be freed by the caller. Returns 0 or -ENOMEM.
 */
int comments_add(const char *text, const char *notes, const struct findings *findings, unsigned int file,
		 char **ret_text);

/* Takes out all lines that begin with the mark, in place. */
void comments_remove(char *text);

#endif
