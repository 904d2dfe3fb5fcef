/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What verbs print with --json. */
#ifndef GATEKEEPER_BASE_PRINT_JSON_H
#define GATEKEEPER_BASE_PRINT_JSON_H

#include <stddef.h>

#include <jansson.h>

/*
 * Prints `value` on stdout, with a newline behind it, by jansson's `flags` (JSON_INDENT(2), JSON_COMPACT). Takes it
 * over. Returns 0, or -ENOMEM: it could not be written, or is NULL for want of memory.
 */
int print_json(json_t *value, size_t flags);

#endif
