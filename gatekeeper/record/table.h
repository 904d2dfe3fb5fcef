/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The fields of a record, one row each, in the order in which they are written. Record, shape, journal and
 * gatekeeper-audit(5) come from these rows: a new field is a row.
 */
#ifndef GATEKEEPER_RECORD_TABLE_H
#define GATEKEEPER_RECORD_TABLE_H

#include <stddef.h>

#include "gatekeeper/record/row.h"

#define JOURNAL_PREFIX "GATEKEEPER_"

extern const struct record_field record_fields[];
extern const size_t record_field_count;

#endif
