/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Is this process outside the host, in a container or a chroot? As far as that shows without loading a BPF program. */
#ifndef GATEKEEPER_HOST_OUTSIDE_H
#define GATEKEEPER_HOST_OUTSIDE_H

#include "gatekeeper/base/failure.h"

/* The type of a namespace of this process that is not the init one, among those with fixed inode numbers; NULL: none.
 */
const char *outside_namespace(void);

/*
 * Is this process in the namespaces of process 1, and that in the init ones? Returns 0, or -EPERM with the namespace
 * and how to enter it. From a shell of PrivateTmp= or a snap, only the mount namespace differs.
 */
int outside_check_host(struct failure *failure);

/* Is this the system that boots? Returns 0, or -EPERM in a container or a chroot. */
int outside_check_boots(struct failure *failure);

#endif
