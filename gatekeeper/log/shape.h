/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The test whether a JSON value is a record of the audit log. */
#ifndef GATEKEEPER_LOG_SHAPE_H
#define GATEKEEPER_LOG_SHAPE_H

#include <stdbool.h>

#include <jansson.h>

/* Whether each field of gatekeeper/record/table.c has its type, and the required ones are there. Others may be
 * anything. */
bool log_is_record(json_t *value);

/* The value at a path like "process.parent.pid"; NULL if there is none. */
json_t *log_field(json_t *record, const char *path);

#endif
