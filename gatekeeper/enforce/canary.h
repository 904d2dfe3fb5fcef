/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The test call that must be denied: nothing else proves enforcement. */
#ifndef GATEKEEPER_ENFORCE_CANARY_H
#define GATEKEEPER_ENFORCE_CANARY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Calls bpf() with a command that no kernel knows, and the generation of an image. Returns GK_CANARY_ERRNO if that
 * image is active, GK_CANARY_STALE_ERRNO if another one is, GK_CANARY_NARROW_ERRNO if calls are let pass that the
 * active one has to decide on, or else the kernel's own errno.
 */
int canary_call(uint64_t generation);

/* Do programs answer, of whatever image, and whether or not they let calls pass? */
bool canary_is_answered(uint64_t generation);

#endif
