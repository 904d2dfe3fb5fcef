/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The test whether a JSON value is a record of the audit log. */
#ifndef GATEKEEPER_LOG_SHAPE_H
#define GATEKEEPER_LOG_SHAPE_H

#include <stdbool.h>

#include <jansson.h>

/* Whether each field of gatekeeper/record/table.c has its type, and the required ones are there. Others may be
 * anything. */
bool log_is_record(json_t *value);

/*
 * Whether the caller is in the init namespace of this type, in a record of any version. Returns 1 or 0, or -ENOENT if
 * the record does not tell.
 */
int log_namespace_is_init(json_t *record, const char *type);

#define LOG_NAMESPACES_MAX 16

/* The types of the namespaces that are not init, up to LOG_NAMESPACES_MAX. Returns how many. */
size_t log_foreign_namespaces(json_t *record, const char *ret_types[LOG_NAMESPACES_MAX]);

/* The value at a path like "process.parent.pid"; NULL if there is none. */
json_t *log_field(json_t *record, const char *path);

#endif
