/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One record of an audit log and its rotated files. */
#ifndef GATEKEEPER_WHY_FIND_RECORD_H
#define GATEKEEPER_WHY_FIND_RECORD_H

#include <jansson.h>

/*
 * Finds the record with this event ID, or the last denied decision if `id` is NULL, and gives it to the caller, who
 * frees it. Reports files that cannot be read on stderr. Returns 0, -ENOENT if there is no such record, or another
 * negative errno.
 */
int find_record(const char *path, const char *id, json_t **ret_record);

#endif
