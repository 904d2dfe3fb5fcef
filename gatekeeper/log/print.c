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

#define TIME_TO_SECONDS 19 /* "2026-11-28T06:54:00" */
#define OUTCOME_WIDTH 12   /* "deny(audit)" */
#define OPERATION_WIDTH 14 /* "attach:cgroup" */
#define SHORT_ID 12        /* digits of a container ID, as engines print it */

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

/* Everything of an event behind outcome and operation. */
static void put_details(FILE *out, json_t *record)
{
	put_field(out, " ", record, "gatekeeper.guarded", "");
	put_field(out, " ", record, "bpf.attach_type", "");
	put_caller(out, record);
	put_target(out, record);
	put_program(out, record);
	put_rule(out, record);
	put_number(out, " repeated ", record, "gatekeeper.repeat", " times");
	put_field(out, ": ", record, "message", "");
}

static void print_event(FILE *out, json_t *record)
{
	put_outcome(out, record);
	put_field(out, " ", record, "bpf.operation", "");
	put_details(out, record);
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

static void put_value(FILE *out, json_t *value)
{
	if (json_is_string(value)) {
		put_text(out, "", json_string_value(value), SIZE_MAX, "");
	} else if (value) {
		_cleanup_free_ char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII);

		fputs(text ? text : "-", out);
	} else {
		fputc('-', out);
	}
}

void log_print_fields(FILE *out, json_t *record, const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			fputc('\t', out);
		put_value(out, log_field(record, paths[i]));
	}
	fputc('\n', out);
}

void log_print_spans(FILE *out, const struct log_scan *scan, const size_t *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct log_span *span = &scan->field[fields[i]];

		if (i > 0)
			fputc('\t', out);
		if (span->text)
			fwrite(span->text, 1, span->length, out);
		else
			fputc('-', out);
	}
	fputc('\n', out);
}

/* What `put` prints, padded with spaces to `width` bytes. */
static void put_column(FILE *out, void (*put)(FILE *out, json_t *record), json_t *record, int width)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return;
	put(stream, record);
	if (fclose(stream) == 0)
		fprintf(out, "%-*s", width, text);
}

static void put_operation(FILE *out, json_t *record)
{
	put_field(out, "", record, "bpf.operation", "");
}

static const char *colour_of(json_t *record)
{
	if (has_text(record, "event.kind", "pipeline_error"))
		return "\033[1;31m";
	if (has_text(record, "gatekeeper.verdict", "deny"))
		return has_text(record, "gatekeeper.mode", "audit") ? "\033[33m" : "\033[31m";
	return has_text(record, "gatekeeper.verdict", "allow") ? "\033[32m" : "\033[36m";
}

void log_print_columns(FILE *out, json_t *record, bool in_colour)
{
	put_text(out, "", text_of(record, "@timestamp"), TIME_TO_SECONDS, "Z ");
	fputs(in_colour ? colour_of(record) : "", out);
	if (has_text(record, "event.kind", "pipeline_error"))
		print_trouble(out, record);
	else
		put_column(out, put_outcome, record, OUTCOME_WIDTH);
	fputs(in_colour ? "\033[0m" : "", out);
	if (!has_text(record, "event.kind", "pipeline_error")) {
		fputc(' ', out);
		put_column(out, put_operation, record, OPERATION_WIDTH);
		put_details(out, record);
	}
	fputc('\n', out);
}
