/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The file that is edited: locked against a second editor, and replaced in one step. */
#ifndef GATEKEEPER_EDIT_EDITED_FILE_H
#define GATEKEEPER_EDIT_EDITED_FILE_H

#include <limits.h>

#include "gatekeeper/base/failure.h"

struct edited_file {
	char policy[PATH_MAX]; /* the policy file, absolute */
	char path[PATH_MAX];   /* the file that is edited: the policy file or a drop-in; absolute, no symbolic link */
	char *text;            /* as it was read */
	int lock;
};

#define EDITED_FILE_CLOSED \
	{ \
		.lock = -1 \
	}

/*
 * Locks and reads the policy file, or its drop-in `name` ("10-local" or "10-local.yaml"; NULL: the policy file).
 * Returns 0, -EBUSY if somebody else edits it, or another negative errno with the reason in `failure`. To be closed in
 * each case.
 */
int edited_file_open(const char *policy, const char *name, struct edited_file *ret_file, struct failure *failure);
void edited_file_close(struct edited_file *file);

/* The path of the drop-in, as policy_compile_edited() takes it; NULL: it is the policy file. */
const char *edited_file_drop_in(const struct edited_file *file);

/* Has somebody changed the file since it was read? Then `text` becomes what it is now. Returns 1, 0 or an errno. */
int edited_file_refresh(struct edited_file *file);

/*
 * Puts `text` into the place of the file, keeping owner, mode and extended attributes, and the old file as PATH.~N~.
 * On an error the file is what it was. Returns 0 or a negative errno.
 */
int edited_file_replace(const struct edited_file *file, const char *text, char ret_backup[PATH_MAX],
			struct failure *failure);

#endif
