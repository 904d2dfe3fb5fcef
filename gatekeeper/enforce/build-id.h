/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which build of the gatekeeper the programs are of, and which the pinned ones. */
#ifndef GATEKEEPER_ENFORCE_BUILD_ID_H
#define GATEKEEPER_ENFORCE_BUILD_ID_H

#include <stdbool.h>

#include "bpf-lsm/contract/abi.h"

/*
 * The programs, and the executable that the gate takes for the gatekeeper: after an upgrade that brings the same
 * programs these know a file that is gone, whose inode may become another's.
 */
void build_id_this(struct gk_build *ret_build);

/* Whose the pins are. Returns 0, or a negative errno when there are none. */
int build_id_pinned(struct gk_build *ret_build);

bool build_id_is_pinned(void); /* are the pins of this build? */

#endif
