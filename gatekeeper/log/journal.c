// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Records to the journal, field by field: see journal.h. */
#include "gatekeeper/log/journal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include "gatekeeper/log/print.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/host/notify.h"

#define SOCKET "/run/systemd/journal/socket"

/* A field that a record does not have is left out. */
static const struct {
	const char *name;
	const char *path;
} fields[] = {
	{"GATEKEEPER_ACTION", "event.action"},
	{"GATEKEEPER_OUTCOME", "event.outcome"},
	{"GATEKEEPER_REASON", "event.reason"},
	{"GATEKEEPER_EVENT_ID", "event.id"},
	{"GATEKEEPER_SEQUENCE", "event.sequence"},
	{"GATEKEEPER_VERDICT", "gatekeeper.verdict"},
	{"GATEKEEPER_REPEAT", "gatekeeper.repeat"},
	{"GATEKEEPER_RULE", "gatekeeper.rule"},
	{"GATEKEEPER_FILE", "gatekeeper.file"},
	{"GATEKEEPER_LINE", "gatekeeper.line"},
	{"GATEKEEPER_RULE_MESSAGE", "gatekeeper.message"},
	{"GATEKEEPER_FROM", "gatekeeper.from"},
	{"GATEKEEPER_MODE", "gatekeeper.mode"},
	{"GATEKEEPER_POLICY_DIGEST", "gatekeeper.policy_digest"},
	{"GATEKEEPER_OPERATION", "bpf.operation"},
	{"GATEKEEPER_COMMAND", "bpf.command"},
	{"GATEKEEPER_ATTACH_TYPE", "bpf.attach_type"},
	{"GATEKEEPER_PROGRAM_ID", "bpf.program.id"},
	{"GATEKEEPER_PROGRAM_NAME", "bpf.program.name"},
	{"GATEKEEPER_PROGRAM_TAG", "bpf.program.tag"},
	{"GATEKEEPER_PROGRAM_TYPE", "bpf.program.type"},
	{"GATEKEEPER_TARGET_CGROUP", "bpf.target.cgroup.path"},
	{"GATEKEEPER_TARGET_CGROUP_ID", "bpf.target.cgroup.id"},
	{"GATEKEEPER_TARGET_RELATION", "bpf.target.relation"},
	{"GATEKEEPER_TARGET_NETNS", "bpf.target.netns.relation"},
	{"GATEKEEPER_CALLER_CGROUP", "bpf.caller.cgroup.path"},
	{"GATEKEEPER_CALLER_PID", "process.pid"},
	{"GATEKEEPER_CALLER_NAME", "process.name"},
	{"GATEKEEPER_CALLER_EXE", "process.executable"},
	{"GATEKEEPER_CALLER_UID", "user.id"},
	{"GATEKEEPER_CALLER_LOGIN_UID", "user.audit.id"},
	{"GATEKEEPER_CONTAINER_ID", "container.id"},
};

#define FIELD_COUNT (sizeof(fields) / sizeof(*fields))
_Static_assert(FIELD_COUNT + 4 <= JOURNAL_FIELDS_MAX, "room for the fields of journal_fields()");

static bool is(json_t *record, const char *path, const char *expected)
{
	const char *text = json_string_value(log_field(record, path));

	return text && strcmp(text, expected) == 0;
}

static int priority(json_t *record)
{
	if (is(record, "event.kind", "pipeline_error") || is(record, "event.action", "policy-rejected") ||
	    is(record, "event.action", "enforcement-lost"))
		return LOG_ERR;
	if (is(record, "gatekeeper.verdict", "deny") || is(record, "event.action", "policy-unloaded") ||
	    is(record, "event.action", "pins-restored"))
		return LOG_WARNING;
	return LOG_INFO;
}

/* Returns whether there is memory for it; a field that the record does not have is none, and fine. */
static bool put(char **ret_fields, int *count, const char *name, const json_t *value)
{
	char *field = NULL;
	int length = 0;

	if (json_is_string(value))
		length = asprintf(&field, "%s=%s", name, json_string_value(value));
	else if (json_is_integer(value))
		length = asprintf(&field, "%s=%" JSON_INTEGER_FORMAT, name, json_integer_value(value));
	if (length > 0)
		ret_fields[(*count)++] = field;
	return length >= 0;
}

static bool put_text(char **ret_fields, int *count, const char *name, char *text)
{
	char *field = NULL;
	bool done = text && asprintf(&field, "%s=%s", name, text) > 0;

	free(text);
	if (done)
		ret_fields[(*count)++] = field;
	return done;
}

static char *message(json_t *record)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	log_print_text(stream, record);
	fclose(stream);
	return text;
}

int journal_fields(json_t *record, char *ret_fields[JOURNAL_FIELDS_MAX])
{
	char level[] = {'0' + priority(record), '\0'};
	int count = 0;
	bool done = put_text(ret_fields, &count, "MESSAGE", message(record)) &&
		    put_text(ret_fields, &count, "PRIORITY", strdup(level)) &&
		    put_text(ret_fields, &count, "SYSLOG_IDENTIFIER", strdup("gatekeeper")) &&
		    put_text(ret_fields, &count, "GATEKEEPER_RECORD", json_dumps(record, JSON_COMPACT));

	for (size_t i = 0; done && i < FIELD_COUNT; i++)
		done = put(ret_fields, &count, fields[i].name, log_field(record, fields[i].path));
	if (done)
		return count;
	while (count > 0)
		free(ret_fields[--count]);
	return -ENOMEM;
}

int journal_check(void)
{
	return access(SOCKET, W_OK) ? -errno : 0;
}

int journal_send(json_t *record)
{
	char *field[JOURNAL_FIELDS_MAX];
	struct iovec vector[JOURNAL_FIELDS_MAX];
	int i, error, count = journal_fields(record, field);

	if (count < 0)
		return count;
	for (i = 0; i < count; i++)
		vector[i] = (struct iovec){.iov_base = field[i], .iov_len = strlen(field[i])};
	/* Succeeds without a journal, too. */
	error = journal_check();
	error = error ?: sd_journal_sendv(vector, count);
	for (i = 0; i < count; i++)
		free(field[i]);
	return error;
}
