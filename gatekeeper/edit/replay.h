/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The recent decisions of a log, decided by two policies. */
#ifndef GATEKEEPER_EDIT_REPLAY_H
#define GATEKEEPER_EDIT_REPLAY_H

#include <stdio.h>

#include "bpf-lsm/contract/abi.h"

/*
 * Prints which of the decisions at the end of the log at `path` the policy `after` would decide otherwise than
 * `before`. Both were compiled with executables of this host and cgroups by name. Prints nothing if there is no log.
 */
void replay_print(const char *path, const struct gk_image *before, const struct gk_image *after, FILE *stream);

#endif
