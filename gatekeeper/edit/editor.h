/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Runs the user's editor. */
#ifndef GATEKEEPER_EDIT_EDITOR_H
#define GATEKEEPER_EDIT_EDITOR_H

#include "gatekeeper/base/failure.h"

/*
 * Runs $VISUAL, else $EDITOR, else vi, with the path as its last argument, and waits for it. The variable may have
 * options, as "code --wait". Returns 0 if it ends with 0, -EREMOTEIO if it fails or is killed, or another errno.
 */
int editor_run(const char *path, struct failure *failure);

#endif
