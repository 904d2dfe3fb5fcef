/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The functions of a link that attaches one program to many (tracing_multi, from Linux 7.2 on). */
#ifndef GATEKEEPER_INVENTORY_MANY_FUNCTIONS_H
#define GATEKEEPER_INVENTORY_MANY_FUNCTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/inventory/collection.h"

/*
 * Reads them and the attach type from /proc/PID/fdinfo of the link, where alone the kernel prints them. Without memory
 * some are left out.
 */
void many_functions_read(FILE *fdinfo, struct attachment *attachment);

/* Is the program attached to this function, by a link of one or of many? */
bool attachment_is_at(const struct attachment *attachment, const char *function);

#endif
