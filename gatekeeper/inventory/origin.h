/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Who attached what is attached: the outcome events of the audit log say it, of all that happened since the gatekeeper
 * was loaded. The log is the only copy: nothing in the kernel is spent on it.
 */
#ifndef GATEKEEPER_INVENTORY_ORIGIN_H
#define GATEKEEPER_INVENTORY_ORIGIN_H

#include "gatekeeper/inventory/collection.h"

/*
 * Finds the record of each attachment in the log at `path` and in what it was rotated to (PATH.1, PATH.2.gz and
 * so on). A log that is not there has no records. 0, or a negative errno when it can't be read.
 */
int attached_find_origins(struct attached *attached, const char *path);

/*
 * Takes `record` as the origin of what it tells of, if that is attached still; a later record takes the place of an
 * earlier one. `booted` is when this boot began, in ns since 1970: ids of programs are given again after it.
 */
void attached_take_record(struct attached *attached, json_t *record, int64_t booted);

/* The executable of a record, by /proc while the process lives and is the same; NULL: not known. To be freed. */
char *attached_executable(json_t *record);

#endif
