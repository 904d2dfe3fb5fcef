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

/*
 * The version of what is written. Version 1 had no field of it, listed every capability, and had an object for each
 * namespace, also for the init ones. Readers know both by their form.
 */
#define RECORD_SCHEMA 2

#define RECORD_ALL "all" /* in the place of a list */

struct record_field {
	const char *path; /* the names of the objects and of the field, separated by dots */
	/* Writes the field, or nothing if the source does not have it. NULL: the field is not written here. */
	void (*put)(struct fields *fields, const struct record_field *field, const struct record_source *source);
	size_t offset; /* of the member of struct gk_event, if `put` is one of put_member_*(); or see it */
	size_t size;   /* of that member */
	const struct word_set *words; /* that the field can have; for a member: the names of its numbers */
	bool has_none;                /* the field is left out if the member is `none` */
	uint32_t none;
	json_type type;      /* JSON_TRUE: true or false */
	bool or_all;         /* of a list: may be the text RECORD_ALL, which stands for all of them */
	bool required;       /* every record has it */
	const char *journal; /* its name in the journal, behind JOURNAL_PREFIX; NULL: not a field there */
	const char *doc;     /* for gatekeeper-audit(5): a sentence in mdoc(7) without a full stop */
};

#endif
