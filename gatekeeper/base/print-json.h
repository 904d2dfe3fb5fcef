/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Prints what verbs print with --json. */
#ifndef GATEKEEPER_BASE_PRINT_JSON_H
#define GATEKEEPER_BASE_PRINT_JSON_H

#include <stddef.h>

#include <jansson.h>

/*
 * Prints `value` and a newline on stdout, formatted by jansson's `flags` (JSON_INDENT(2), JSON_COMPACT), and releases
 * it. Returns 0, or -ENOMEM if `value` is NULL or there is no memory to print it; stdout keeps the error of a write.
 */
int print_json(json_t *value, size_t flags);

#endif
