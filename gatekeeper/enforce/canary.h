/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The call that must be refused: enforcement is proven by nothing else. */
#ifndef GATEKEEPER_ENFORCE_CANARY_H
#define GATEKEEPER_ENFORCE_CANARY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Makes a call of bpf() that no kernel knows, and asks for the image of this generation. Returns GK_CANARY_ERRNO (it is
 * in force), GK_CANARY_STALE_ERRNO (another one is) or what the kernel itself answers.
 */
int canary_call(uint64_t generation);

bool canary_is_answered(uint64_t generation); /* by programs of whatever image */

#endif
