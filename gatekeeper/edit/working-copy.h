/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The copy that the editor gets, in a directory of its own, so that editors may replace it as they like. */
#ifndef GATEKEEPER_EDIT_WORKING_COPY_H
#define GATEKEEPER_EDIT_WORKING_COPY_H

#include <limits.h>
#include <stdbool.h>

#include "gatekeeper/base/failure.h"

struct working_copy {
	char directory[PATH_MAX];
	char path[PATH_MAX]; /* empty: there is none */
	bool keep;           /* somebody's work that is not in the file */
};

/* Makes a copy named as the file, for its owner only, below $TMPDIR or /tmp. Returns 0 or a negative errno. */
int working_copy_make(const char *file, struct working_copy *ret_copy, struct failure *failure);

int working_copy_write(const struct working_copy *copy, const char *text, struct failure *failure);

/* Reads the copy, to be freed by the caller. Returns 0, -EINVAL if it is not text, or another negative errno. */
int working_copy_read(const struct working_copy *copy, char **ret_text, struct failure *failure);

/* Removes the copy and what the editor left beside it, unless it is to be kept. */
void working_copy_close(struct working_copy *copy);

#endif
