/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The journal as a second place for records: the line that `gatekeeper log` prints, with a field for each thing that is
 * worth searching for. The file stays the audit log, because journald drops messages of those who write many.
 */
#ifndef GATEKEEPER_LOG_JOURNAL_H
#define GATEKEEPER_LOG_JOURNAL_H

#include <stddef.h>

#include <jansson.h>

/* Returns 0 if there is a journal, or a negative errno. */
int journal_check(void);

/* Sends a record. Returns 0 or a negative errno. */
int journal_send(json_t *record);

/* The fields of a record, each "NAME=value". */
struct journal_fields {
	char **field;
	size_t count;
};

/* Returns 0, or -ENOMEM. To be released by journal_fields_release(). */
int journal_fields(json_t *record, struct journal_fields *ret_fields);
void journal_fields_release(struct journal_fields *fields);

#endif
