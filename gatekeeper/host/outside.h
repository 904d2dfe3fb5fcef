/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Where this process is: on the host, or in a container, as far as can be told without loading a BPF program. */
#ifndef GATEKEEPER_HOST_OUTSIDE_H
#define GATEKEEPER_HOST_OUTSIDE_H

#include "gatekeeper/base/failure.h"

/* The name of a namespace that is not the init one, of those whose inode numbers are fixed; NULL: none. */
const char *outside_namespace(void);

/* 0: this is the system that boots; -EPERM: a container or a chroot, with the reason in `failure`. */
int outside_check_boots(struct failure *failure);

#endif
