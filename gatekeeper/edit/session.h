/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One edit, from the copy to the new file: what gatekeeper edit does. */
#ifndef GATEKEEPER_EDIT_SESSION_H
#define GATEKEEPER_EDIT_SESSION_H

#include "gatekeeper/base/failure.h"
#include "gatekeeper/edit/session-options.h"

enum edit_end {
	EDIT_DONE,      /* the file has the new text */
	EDIT_UNCHANGED, /* the text is that of the file */
	EDIT_LEFT,      /* the user left without changing the file */
};

/*
 * Edits until the text is right or the user leaves. Prints what it finds on stdout and asks on stdin. The file has the
 * old text or the new one, never a part. Returns 0, or a negative errno with the reason in `failure`.
 */
int edit_session(const struct edit_options *options, enum edit_end *ret_end, struct failure *failure);

#endif
