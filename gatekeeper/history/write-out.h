/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Gives a policy of the history as files again, for `why --policy`, `diff` and `edit`. */
#ifndef GATEKEEPER_HISTORY_WRITE_OUT_H
#define GATEKEEPER_HISTORY_WRITE_OUT_H

#include "gatekeeper/history/history.h"

/*
 * Makes `directory` and writes the policy file, under the name that it had, and its drop-ins into it. Returns 0 with
 * the path of the policy file, -EEXIST if the directory is there, -EBADMSG if the text is damaged or was changed,
 * -EXDEV if the policy includes a directory that is not below its own, or another negative errno.
 */
int history_write_out(const char *state, const struct history_entry *entry, const char *directory,
		      char ret_path[PATH_MAX], struct failure *failure);

#endif
