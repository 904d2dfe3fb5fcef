/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Warns of what is already attached and a new policy denies: loading a policy detaches nothing. */
#ifndef GATEKEEPER_INVENTORY_WARN_H
#define GATEKEEPER_INVENTORY_WARN_H

#include "bpf-lsm/contract/abi.h"

/* Prints one line, without a newline in `format`. */
typedef void print_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints one line for each of the first denied attachments, and how many more there are. */
void attached_warn(const struct gk_image *image, print_warning *print);

#endif
