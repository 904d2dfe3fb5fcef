/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The end of an edit: shows what the new text changes, asks once, and puts it into the file. */
#ifndef GATEKEEPER_EDIT_FINISH_H
#define GATEKEEPER_EDIT_FINISH_H

#include "gatekeeper/edit/edited-file.h"
#include "gatekeeper/edit/session-options.h"
#include "gatekeeper/edit/verify.h"

enum finish_end { FINISH_DONE, FINISH_AGAIN, FINISH_LEFT };

/*
 * `verified` is of `text`, and nothing is wrong with it. With a trial, the file is replaced only if it was confirmed.
 * Returns 0 or a negative errno; then `failure` says whether the file was replaced.
 */
int finish(const struct edit_options *options, const struct edited_file *file, const char *text,
	   struct verified *verified, enum finish_end *ret_end, struct failure *failure);

#endif
