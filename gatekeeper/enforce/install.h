/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Brings programs into the kernel: loads them, publishes their policy, attaches, proves and pins them. */
#ifndef GATEKEEPER_ENFORCE_INSTALL_H
#define GATEKEEPER_ENFORCE_INSTALL_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

/*
 * Installs this build's programs with `image`, compiled from the policy file at `path`, instead of those that are
 * pinned, and waits a little until these are gone. The lock is held. Nothing attaches before its policy is published,
 * and nothing is pinned before it is proven. `later` and the errors are those of enforcer_load(). `guards`: a
 * policy with this protection may be published later.
 */
int install_programs(struct gk_image *image, const char *path, uint64_t later, enum gk_protection guards,
		     struct failure *failure);

/* Are all maps pinned that an installation has? Somebody may have removed some. */
bool install_has_maps(void);

#endif
