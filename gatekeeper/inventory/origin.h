/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Finds who attached a program: the audit log has a record of each program that was attached since the gatekeeper was
 * loaded. The log is the only copy, so that this costs the kernel nothing.
 */
#ifndef GATEKEEPER_INVENTORY_ORIGIN_H
#define GATEKEEPER_INVENTORY_ORIGIN_H

#include "gatekeeper/inventory/collection.h"

/*
 * Finds the record of each attachment in the log at `path` (NULL: the default log) and in its rotated files (PATH.1,
 * PATH.2.gz and so on). Returns 0, also if there is no log, or a negative errno if a file can't be read.
 */
int attached_find_origins(struct attached *attached, const char *path);

/*
 * Makes `record` the origin of the attachment that it reports, if that is still there; a later record replaces an
 * earlier one. `booted` is the start of this boot in ns since 1970: the kernel reuses ids of programs after a boot.
 */
void attached_add_record(struct attached *attached, json_t *record, int64_t booted);

/*
 * The path of a record's executable, escaped: from the record, or from /proc while the process runs the same file. The
 * caller frees it. NULL: unknown.
 */
char *attached_executable(json_t *record);

#endif
