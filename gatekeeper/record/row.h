/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One row of the table of fields (table.h). */
#ifndef GATEKEEPER_RECORD_ROW_H
#define GATEKEEPER_RECORD_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "policy/language/words.h"

#include "gatekeeper/record/fields.h"
#include "gatekeeper/record/source.h"

struct record_field {
	const char *path; /* the names of the objects and of the field, separated by dots */
	/* Writes the field, or nothing if the source does not have it. NULL: the field is not written here. */
	void (*put)(struct fields *fields, const struct record_field *field, const struct record_source *source);
	size_t offset;                /* of the member of struct gk_event, if `put` is one of put_member_*() */
	size_t size;                  /* of that member */
	const struct word_set *words; /* that the field can have; for a member: the names of its numbers */
	bool has_none;                /* the field is left out if the member is `none` */
	uint32_t none;
	json_type type;      /* JSON_TRUE: true or false */
	bool required;       /* every record has it */
	const char *journal; /* its name in the journal, behind JOURNAL_PREFIX; NULL: not a field there */
	const char *doc;     /* for gatekeeper-audit(5): a sentence in mdoc(7) without a full stop */
};

#endif
