/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the policy in force knows of containers, and what it wants of those who tell of them. */
#ifndef GATEKEEPER_ENFORCE_KNOWN_CONTAINERS_H
#define GATEKEEPER_ENFORCE_KNOWN_CONTAINERS_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/base/failure.h"

/*
 * Waits, at most twelve seconds, until the policy in force was compiled with the containers of `generation` or of a
 * later one, if it names containers at all; nothing loaded names none. The daemon compiles it. Returns 0, -ETIME,
 * -EBUSY if a policy is on trial, which nobody compiles anew, or another negative errno.
 */
int known_containers_wait(uint64_t generation, struct failure *failure);

/* Does the policy in force have `containers: required`? True also if there is one that can't be read. */
bool known_containers_are_required(void);

#endif
