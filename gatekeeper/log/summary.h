/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What happened, in a table: who was denied what, how often, first and last, and when. */
#ifndef GATEKEEPER_LOG_SUMMARY_H
#define GATEKEEPER_LOG_SUMMARY_H

#include <stdio.h>

#include <jansson.h>

#include "gatekeeper/log/scan.h"

struct log_summary;

/* By "rule", "caller", "container", "operation" or "program". Returns 0, -EINVAL if `by` is another word, or -ENOMEM.
 */
int log_summary_open(const char *by, struct log_summary **ret_summary);

/* Counts a record that satisfies log_is_record(). Returns 0 or -ENOMEM. */
int log_summary_add(struct log_summary *summary, json_t *record);

/* The same for a line that was scanned. */
int log_summary_add_scan(struct log_summary *summary, const struct log_scan *scan);

/* The most denials first. Texts of the log are escaped. */
void log_summary_print(struct log_summary *summary, FILE *out);

/* NULL is fine. */
void log_summary_close(struct log_summary *summary);

#endif
