/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Collects what is attached on this host now, as the kernel shows it. */
#ifndef GATEKEEPER_INVENTORY_COLLECT_H
#define GATEKEEPER_INVENTORY_COLLECT_H

#include "gatekeeper/inventory/collection.h"

/*
 * Collects all attachments, sorted by location; what could not be inspected is in `missed`. `options` is a set of enum
 * collect_options. The caller releases the list. Returns 0, -EPERM without root, or another negative errno.
 */
int attached_collect(unsigned int options, struct attached *ret_attached);

#endif
