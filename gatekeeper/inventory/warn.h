/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Warns of what is already attached and a new policy denies: loading a policy detaches nothing. */
#ifndef GATEKEEPER_INVENTORY_WARN_H
#define GATEKEEPER_INVENTORY_WARN_H

#include "bpf-lsm/contract/abi.h"

/* Prints one line, without a newline in `format`. */
typedef void print_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints one line for each of the first denied attachments, and how many more there are. */
void attached_warn(const struct gk_image *image, print_warning *print);

/*
 * Prints the programs of others that are not attached, and would come between the gatekeeper and the kernel if they
 * were. To be called while a protection is on, which keeps them from it.
 */
void aimed_warn(print_warning *print);
/* Prints one line for each of the first neighbours, with what they hook, and how many more there are. */
void neighbours_note(print_warning *print);

#endif
