/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Of which build of the gatekeeper this program is, and of which the pinned programs are. */
#ifndef GATEKEEPER_ENFORCE_BUILD_ID_H
#define GATEKEEPER_ENFORCE_BUILD_ID_H

#include <stdbool.h>

#include "bpf-lsm/contract/abi.h"

/*
 * A build is the programs and the executable file that the gate knows as the gatekeeper. After an upgrade with the same
 * programs, the pinned ones know a file that is gone, and whose inode may become another file's.
 */
void build_id_this(struct gk_build *ret_build);

/* Returns 0, -ENOENT if nothing is loaded or it is hidden from this process, or another negative errno. */
int build_id_pinned(struct gk_build *ret_build);

/* Are the pins of this build? */
bool build_id_is_pinned(void);

#endif
