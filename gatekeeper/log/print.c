// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * One line for each record: time, outcome, caller, target, program, rule. Each part prints a space and itself, or
 * nothing if the record does not have it.
 */
#include "gatekeeper/log/print.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/log/shape.h"

#define SHORT_ID 12 /* digits of a container ID, as engines print it */

static const char *text_of(json_t *record, const char *path)
{
	return json_string_value(log_field(record, path));
}

static bool has_text(json_t *record, const char *path, const char *expected)
{
	const char *text = text_of(record, path);

	return text && strcmp(text, expected) == 0;
}

/* `before`, at most `limit` bytes of the text, `after`. */
static void put_text(FILE *out, const char *before, const char *text, size_t limit, const char *after)
{
	_cleanup_free_ char *escaped = text ? malloc(ESCAPED_SIZE(strnlen(text, limit))) : NULL;

	if (!escaped)
		return;
	escape_again(text, strnlen(text, limit), escaped);
	fprintf(out, "%s%s%s", before, escaped, after);
}

static void put_field(FILE *out, const char *before, json_t *record, const char *path, const char *after)
{
	put_text(out, before, text_of(record, path), SIZE_MAX, after);
}

static void put_number(FILE *out, const char *before, json_t *record, const char *path, const char *after)
{
	json_t *number = log_field(record, path);

	if (number)
		fprintf(out, "%s%" JSON_INTEGER_FORMAT "%s", before, json_integer_value(number), after);
}

static void put_outcome(FILE *out, json_t *record)
{
	if (text_of(record, "gatekeeper.verdict"))
		put_field(out, "", record, "gatekeeper.verdict",
			  has_text(record, "gatekeeper.mode", "audit") ? "(audit)" : "");
	else
		put_field(out, "", record, "event.action", "");
	if (has_text(record, "event.action", "decision"))
		return;
	if (has_text(record, "event.outcome", "failure"))
		put_field(out, " failed(", record, "error.code", ")");
}

static void put_foreign_namespaces(FILE *out, json_t *record)
{
	const char *separator = " (not init: ", *name;
	json_t *ns;

	json_object_foreach(log_field(record, "namespaces"), name, ns)
	{
		if (json_is_true(json_object_get(ns, "init")))
			continue;
		put_text(out, separator, name, SIZE_MAX, "");
		separator = " ";
	}
	if (strcmp(separator, " ") == 0)
		fputc(')', out);
}

static void put_caller(FILE *out, json_t *record)
{
	if (log_field(record, "process"))
		fputs(" by ", out);
	put_field(out, "", record, "process.name", "");
	put_number(out, "[", record, "process.pid", "]");
	put_number(out, " uid ", record, "user.id", "");
	put_number(out, " login ", record, "user.audit.id", "");
	put_field(out, " ", record, "gatekeeper.from", "");
	put_text(out, " ", text_of(record, "container.id"), SHORT_ID, "");
	put_foreign_namespaces(out, record);
}

static void put_target(FILE *out, json_t *record)
{
	put_field(out, " on ", record, "bpf.target.cgroup.path", "");
	put_field(out, " (", record, "bpf.target.relation", ")");
}

static void put_program(FILE *out, json_t *record)
{
	if (!log_field(record, "bpf.program"))
		return;
	fputs(" program", out);
	put_number(out, " ", record, "bpf.program.id", "");
	put_field(out, " ", record, "bpf.program.name", "");
	put_field(out, " ", record, "bpf.program.type", "");
}

static void put_rule(FILE *out, json_t *record)
{
	put_field(out, " rule ", record, "gatekeeper.rule", "");
	put_number(out, ":", record, "gatekeeper.line", "");
	if (!has_text(record, "event.reason", "rule"))
		put_field(out, " (", record, "event.reason", ")");
}

/* Losses and other trouble on the way to the log: must not be overlooked. */
static void print_trouble(FILE *out, json_t *record)
{
	put_field(out, "*** ", record, "event.action", " ***");
	put_field(out, " ", record, "message", "");
	put_number(out, ", after event ", record, "gatekeeper.lost.sequence.after", "");
	put_number(out, ", before event ", record, "gatekeeper.lost.sequence.before", "");
	put_field(out, ", from ", record, "event.start", "");
	put_field(out, " to ", record, "event.end", "");
}

static void print_event(FILE *out, json_t *record)
{
	put_outcome(out, record);
	put_field(out, " ", record, "bpf.operation", "");
	put_field(out, " ", record, "gatekeeper.guarded", "");
	put_field(out, " ", record, "bpf.attach_type", "");
	put_caller(out, record);
	put_target(out, record);
	put_program(out, record);
	put_rule(out, record);
	put_number(out, " repeated ", record, "gatekeeper.repeat", " times");
	put_field(out, ": ", record, "message", "");
}

void log_print_text(FILE *out, json_t *record)
{
	if (has_text(record, "event.kind", "pipeline_error"))
		print_trouble(out, record);
	else
		print_event(out, record);
}

void log_print(FILE *out, json_t *record)
{
	put_field(out, "", record, "@timestamp", " ");
	log_print_text(out, record);
	fputc('\n', out);
}
