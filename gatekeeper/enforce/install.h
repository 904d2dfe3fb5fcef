/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Programs into the kernel: loaded, given their policy, attached, proven, pinned. */
#ifndef GATEKEEPER_ENFORCE_INSTALL_H
#define GATEKEEPER_ENFORCE_INSTALL_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

/*
 * Installs this build's programs with `image`, of the policy file at `path`, in the place of those that are pinned, and
 * waits until these are gone: the lock is held. Nothing attaches before its policy is published, and nothing is pinned
 * before it is proven. `later`: see enforcer_load(), whose errors it returns.
 */
int install_programs(struct gk_image *image, const char *path, uint64_t later, struct failure *failure);

/* Is it for `protect: self` and more only? What these hook has nothing to do with BPF. `section`: "lsm/task_kill" */
bool install_is_guard(const char *section);

#endif
