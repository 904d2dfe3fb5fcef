/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A record of the audit log for people: one line. */
#ifndef GATEKEEPER_LOG_PRINT_H
#define GATEKEEPER_LOG_PRINT_H

#include <stdio.h>

#include <jansson.h>

/* `record` satisfies log_is_record(). Its texts are escaped: they may have been forged. */
void log_print(FILE *out, json_t *record);

/* The same without time and line break, for the journal, which adds both. */
void log_print_text(FILE *out, json_t *record);

#endif
