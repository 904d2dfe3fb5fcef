/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What happened, in a table: who was denied what, how often, first and last, and when. Callers choose most keys, so the
 * memory of the rows is bounded: if it is used up, the half of them with the fewest denials becomes one count.
 */
#ifndef GATEKEEPER_QUERY_SUMMARY_H
#define GATEKEEPER_QUERY_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "gatekeeper/log/print.h"
#include "gatekeeper/log/time.h"
#include "gatekeeper/query/facts.h"

#define LOG_SUMMARY_BUCKETS 32 /* of the time from the first record to the last */

/* What a row is of: the word of `--by`, the field, and the field that stands for a missing one. */
#define LOG_SUMMARY_KEYS(X) \
	X(RULE, "rule", "gatekeeper.rule", "event.reason") \
	X(CALLER, "caller", "process.executable", "process.name") \
	X(CONTAINER, "container", "container.id", "gatekeeper.from") \
	X(UNIT, "unit", "systemd.unit", "container.id") \
	X(OPERATION, "operation", "bpf.operation", "event.action") \
	X(PROGRAM, "program", "bpf.program.name", "bpf.program.type")

#define LOG_SUMMARY_NUMBER(id, by, field, other) LOG_SUMMARY_##id,
enum log_summary_key { LOG_SUMMARY_KEYS(LOG_SUMMARY_NUMBER) LOG_SUMMARY_COUNT };

#define LOG_SUMMARY_WORD(id, by, field, other) "|" by
#define LOG_SUMMARY_WORDS (LOG_SUMMARY_KEYS(LOG_SUMMARY_WORD) + 1) /* rule|caller|... */

struct log_summary_row {
	char *key; /* escaped; in parentheses if it is of the other field */
	uint64_t denied;
	uint64_t allowed;
	char first[LOG_TIME_LENGTH + 1]; /* empty: no valid time */
	char last[LOG_TIME_LENGTH + 1];
	uint64_t bucket[LOG_SUMMARY_BUCKETS]; /* decisions */
};

struct log_totals {
	uint64_t denied;
	uint64_t allowed;
	uint64_t lost;
	uint64_t dropped_denied; /* of rows that became one count; both 0: the rows are complete */
	uint64_t dropped_allowed;
};

struct log_summary;

/* Finds the key with this word. Returns 0 or -EINVAL. */
int log_summary_find_key(const char *by, enum log_summary_key *ret_key);

/* `memory`: the most bytes for rows; 0: LOG_SUMMARY_MEMORY. Returns 0 or -ENOMEM. */
#define LOG_SUMMARY_MEMORY (16 * 1024 * 1024)
int log_summary_open(enum log_summary_key key, size_t memory, struct log_summary **ret_summary);

/* Counts a record, of which the caller has read the facts. Returns 0 or -ENOMEM. */
int log_summary_add(struct log_summary *summary, const struct log_view *view, const struct log_facts *facts);

/* The rows, the most denials first; valid until the next record is added. Returns their number. */
size_t log_summary_rows(struct log_summary *summary, const struct log_summary_row **ret_rows);

const struct log_totals *log_summary_totals(const struct log_summary *summary);

/* The decisions of a row over time, a character for each bucket. */
void log_summary_sparkline(const struct log_summary_row *row, char ret_text[LOG_SUMMARY_BUCKETS + 1]);

/* The most denials first. Texts of the log are escaped. */
void log_summary_print(struct log_summary *summary, FILE *out);

/* NULL is fine. */
void log_summary_close(struct log_summary *summary);

#endif
