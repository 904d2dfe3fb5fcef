/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One attachment, shown: the two forms in which the verb `list` prints what is attached. */
#ifndef GATEKEEPER_INVENTORY_SHOW_H
#define GATEKEEPER_INVENTORY_SHOW_H

#include <stdio.h>

#include "gatekeeper/inventory/collection.h"

/* With the names of the audit log, where it has one; NULL: no memory. */
json_t *attachment_to_json(const struct attachment *attachment);

/* A tree: cgroups by their paths, interfaces by their network namespaces, the rest by what they are attached to. */
void attached_print(const struct attached *attached, FILE *stream);

/* One line that names it: what, where, which program. */
void attachment_name(const struct attachment *attachment, char *ret_text, size_t size);

#endif
