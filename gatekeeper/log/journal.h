/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The journal as a second place for records: the line that `gatekeeper log` prints, with a field for each thing that
 * is worth to be searched for. The file stays the record, because journald drops messages of those who write many.
 */
#ifndef GATEKEEPER_JOURNAL_H
#define GATEKEEPER_JOURNAL_H

#include <jansson.h>

/* Whether there is a journal: 0, or -ENOENT and so on. */
int journal_check(void);

/* Sends a record. Returns 0 or a negative errno. */
int journal_send(json_t *record);

/* The fields of a record, as "NAME=value" each; freed by the caller. Returns how many, or -ENOMEM. */
#define JOURNAL_FIELDS_MAX 40
int journal_fields(json_t *record, char *ret_fields[JOURNAL_FIELDS_MAX]);

#endif
