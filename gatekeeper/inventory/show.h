/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The two forms in which the verb `list` prints attachments. */
#ifndef GATEKEEPER_INVENTORY_SHOW_H
#define GATEKEEPER_INVENTORY_SHOW_H

#include <stdio.h>

#include "gatekeeper/inventory/collection.h"

/* An object with the field names of the audit log. NULL: no memory. */
json_t *attachment_to_json(const struct attachment *attachment);

/* Prints a tree: cgroups by path, interfaces by network namespace, the rest by family. */
void attached_print(const struct attached *attached, FILE *stream);

/* Names an attachment in one line: program, attach type, location. */
void attachment_name(const struct attachment *attachment, char *ret_text, size_t size);

#endif
