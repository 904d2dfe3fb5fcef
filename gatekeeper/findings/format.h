/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Findings of a policy in the formats that other programs read. */
#ifndef GATEKEEPER_FINDINGS_FORMAT_H
#define GATEKEEPER_FINDINGS_FORMAT_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "policy/source/findings.h"

/* Number, word of --format, what it is. */
#define FINDINGS_FORMATS(X) \
	X(FINDINGS_TEXT, "text", "for people, with the source line") \
	X(FINDINGS_GCC, "gcc", "FILE:LINE:COLUMN: error: TEXT [CHECK], as compilers print them") \
	X(FINDINGS_JSON, "json", "a JSON array") \
	X(FINDINGS_SARIF, "sarif", "SARIF 2.1.0, for code scanning")

#define FINDINGS_FORMAT_ROW(id, word, doc) id,
enum findings_format { FINDINGS_FORMATS(FINDINGS_FORMAT_ROW) FINDINGS_FORMAT_COUNT };

/* Returns 0 or -EINVAL. */
int findings_format_find(const char *word, enum findings_format *ret_format);

/* Prints each finding on a line. `strict`: warnings are errors. */
void findings_print_gcc(const struct findings *findings, bool strict, FILE *stream);

/* To be freed by the caller. NULL: out of memory. */
json_t *findings_to_json(const struct findings *findings, bool strict);
json_t *findings_to_sarif(const struct findings *findings, bool strict);

#endif
