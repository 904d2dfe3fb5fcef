/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What makes a JSON value a record of the audit log. */
#ifndef GATEKEEPER_LOG_SHAPE_H
#define GATEKEEPER_LOG_SHAPE_H

#include <stdbool.h>

#include <jansson.h>

/* Whether every field that we know has its type, and those that each record has are there. Others may be anything. */
bool log_is_record(json_t *value);

/* The value at a path like "process.parent.pid"; NULL when there is none. */
json_t *log_field(json_t *record, const char *path);

#endif
