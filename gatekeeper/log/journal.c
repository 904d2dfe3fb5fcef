// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Records to the journal: the fields of gatekeeper/record/table.c that have a name there. */
#include "gatekeeper/log/journal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/host/notify.h"
#include "gatekeeper/log/print.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/table.h"

#define SOCKET "/run/systemd/journal/socket"
#define HEAD_COUNT 4 /* fields that add_head() adds */

static bool has_text(json_t *record, const char *path, const char *expected)
{
	const char *text = json_string_value(log_field(record, path));

	return text && strcmp(text, expected) == 0;
}

static int priority(json_t *record)
{
	if (has_text(record, "event.kind", "pipeline_error") || has_text(record, "event.action", "policy-rejected") ||
	    has_text(record, "event.action", "enforcement-lost") ||
	    has_text(record, "event.action", "daemon-locked-out"))
		return LOG_ERR;
	if (has_text(record, "gatekeeper.verdict", "deny") || has_text(record, "event.action", "policy-unloaded") ||
	    has_text(record, "event.action", "pins-restored"))
		return LOG_WARNING;
	return LOG_INFO;
}

/* Takes over `text`, which may be NULL: -ENOMEM. */
static int add(struct journal_fields *fields, char *text)
{
	if (!text)
		return -ENOMEM;
	fields->field[fields->count++] = text;
	return 0;
}

static int add_text(struct journal_fields *fields, const char *name, const char *value)
{
	char *text = NULL;

	if (!value || asprintf(&text, "%s=%s", name, value) < 0)
		return -ENOMEM;
	return add(fields, text);
}

/* A field that the record does not have is left out. */
static int add_value(struct journal_fields *fields, const struct record_field *field, const json_t *value)
{
	char *text = NULL;
	int length;

	if (json_is_string(value))
		length = asprintf(&text, JOURNAL_PREFIX "%s=%s", field->journal, json_string_value(value));
	else if (json_is_integer(value))
		length = asprintf(&text, JOURNAL_PREFIX "%s=%" JSON_INTEGER_FORMAT, field->journal,
				  json_integer_value(value));
	else
		return 0;
	return length < 0 ? -ENOMEM : add(fields, text);
}

static int add_message(struct journal_fields *fields, json_t *record)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	log_print_text(stream, record);
	if (fclose(stream) != 0)
		return -ENOMEM;
	return add_text(fields, "MESSAGE", text);
}

static int add_head(struct journal_fields *fields, json_t *record)
{
	_cleanup_free_ char *text = json_dumps(record, JSON_COMPACT);
	const char level[] = {'0' + priority(record), '\0'};
	int r = add_message(fields, record);

	if (r < 0)
		return r;
	r = add_text(fields, "PRIORITY", level);
	if (r < 0)
		return r;
	r = add_text(fields, "SYSLOG_IDENTIFIER", "gatekeeper");
	if (r < 0)
		return r;
	return add_text(fields, JOURNAL_PREFIX "RECORD", text);
}

static int add_fields(struct journal_fields *fields, json_t *record)
{
	int r = 0;

	for (size_t i = 0; i < record_field_count && r == 0; i++) {
		if (record_fields[i].journal)
			r = add_value(fields, &record_fields[i], log_field(record, record_fields[i].path));
	}
	return r;
}

int journal_fields(json_t *record, struct journal_fields *ret_fields)
{
	_cleanup_(journal_fields_release) struct journal_fields fields = {0};
	int r;

	fields.field = calloc(HEAD_COUNT + record_field_count, sizeof(*fields.field));
	if (!fields.field)
		return -ENOMEM;
	r = add_head(&fields, record);
	if (r < 0)
		return r;
	r = add_fields(&fields, record);
	if (r < 0)
		return r;
	*ret_fields = fields;
	fields = (struct journal_fields){0};
	return 0;
}

void journal_fields_release(struct journal_fields *fields)
{
	while (fields->count > 0)
		free(fields->field[--fields->count]);
	free(fields->field);
	fields->field = NULL;
}

int journal_check(void)
{
	return access(SOCKET, W_OK) < 0 ? -errno : 0;
}

int journal_send(json_t *record)
{
	_cleanup_(journal_fields_release) struct journal_fields fields = {0};
	_cleanup_free_ struct iovec *vector = NULL;
	int r;

	/* sd_journal_sendv() succeeds if there is no journal. */
	r = journal_check();
	if (r < 0)
		return r;
	r = journal_fields(record, &fields);
	if (r < 0)
		return r;
	vector = calloc(fields.count, sizeof(*vector));
	if (!vector)
		return -ENOMEM;
	for (size_t i = 0; i < fields.count; i++)
		vector[i] = (struct iovec){.iov_base = fields.field[i], .iov_len = strlen(fields.field[i])};
	return sd_journal_sendv(vector, fields.count);
}
