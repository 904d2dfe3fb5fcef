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

/* Gives the text of a field, which may hold anything; its length is 0 and the text NULL if there is none. */
static struct log_span text_of(const struct log_view *view, const char *path)
{
	json_t *value;

	if (view->scan)
		return log_scan_span(view->scan, path);
	value = log_field(view->record, path);
	return (struct log_span){.text = json_string_value(value), .length = json_string_length(value)};
}

static bool has_text(const struct log_view *view, const char *path, const char *expected)
{
	struct log_span text = text_of(view, path);

	return log_span_is(&text, expected);
}

/* `before`, at most `limit` bytes of the text, `after`. */
static void put_text(FILE *out, const char *before, struct log_span text, size_t limit, const char *after)
{
	size_t length = text.length < limit ? text.length : limit;
	_cleanup_free_ char *escaped = text.text ? malloc(ESCAPED_SIZE(length)) : NULL;

	if (!escaped)
		return;
	escape_again(text.text, length, escaped);
	fprintf(out, "%s%s%s", before, escaped, after);
}

static void put_field(FILE *out, const char *before, const struct log_view *view, const char *path, const char *after)
{
	put_text(out, before, text_of(view, path), SIZE_MAX, after);
}

static void put_number(FILE *out, const char *before, const struct log_view *view, const char *path, const char *after)
{
	json_t *number;

	if (view->scan) {
		put_field(out, before, view, path, after);
		return;
	}
	number = log_field(view->record, path);
	if (number)
		fprintf(out, "%s%" JSON_INTEGER_FORMAT "%s", before, json_integer_value(number), after);
}

static bool has_object(const struct log_view *view, const char *path)
{
	return view->scan ? log_scan_has_object(view->scan, path) : log_field(view->record, path) != NULL;
}

static void put_outcome(FILE *out, const struct log_view *view)
{
	if (text_of(view, "gatekeeper.verdict").text)
		put_field(out, "", view, "gatekeeper.verdict",
			  has_text(view, "gatekeeper.mode", "audit") ? "(audit)" : "");
	else
		put_field(out, "", view, "event.action", "");
	if (has_text(view, "event.action", "decision"))
		return;
	if (has_text(view, "event.outcome", "failure"))
		put_field(out, " failed(", view, "error.code", ")");
}

/* The name of a namespace that is not init, behind `count` others. */
static void put_foreign_namespace(FILE *out, struct log_span name, size_t count)
{
	put_text(out, count == 0 ? " (not init: " : " ", name, SIZE_MAX, "");
}

static void put_foreign_namespaces(FILE *out, const struct log_view *view)
{
	const char *types[LOG_NAMESPACES_MAX];
	size_t count = view->scan ? view->scan->foreign_count : log_foreign_namespaces(view->record, types);

	for (size_t i = 0; i < count; i++)
		put_foreign_namespace(out,
				      view->scan ? view->scan->foreign[i]
						 : (struct log_span){.text = types[i], .length = strlen(types[i])},
				      i);
	if (count > 0)
		fputc(')', out);
}

static void put_caller(FILE *out, const struct log_view *view)
{
	if (has_object(view, "process"))
		fputs(" by ", out);
	put_field(out, "", view, text_of(view, "process.name").length ? "process.name" : "process.executable", "");
	put_number(out, "[", view, "process.pid", "]");
	put_number(out, " uid ", view, "user.id", "");
	put_number(out, " login ", view, "user.audit.id", "");
	put_field(out, " ", view, "gatekeeper.from", "");
	put_text(out, " ", text_of(view, "container.id"), SHORT_ID, "");
	put_field(out, " ", view, "container.name", "");
	put_field(out, " ", view, "systemd.unit", "");
	put_foreign_namespaces(out, view);
}

static void put_target(FILE *out, const struct log_view *view)
{
	put_field(out, " on ", view, "bpf.target.cgroup.path", "");
	put_field(out, " (", view, "bpf.target.relation", ")");
}

static void put_program(FILE *out, const struct log_view *view)
{
	if (!has_object(view, "bpf.program"))
		return;
	fputs(" program", out);
	put_number(out, " ", view, "bpf.program.id", "");
	put_field(out, " ", view, "bpf.program.name", "");
	put_field(out, " ", view, "bpf.program.type", "");
}

static void put_rule(FILE *out, const struct log_view *view)
{
	put_field(out, " rule ", view, "gatekeeper.rule", "");
	put_number(out, ":", view, "gatekeeper.line", "");
	if (!has_text(view, "event.reason", "rule"))
		put_field(out, " (", view, "event.reason", ")");
}

/* Losses and other trouble on the way to the log: must not be overlooked. */
static void print_trouble(FILE *out, const struct log_view *view)
{
	put_field(out, "*** ", view, "event.action", " ***");
	put_field(out, " ", view, "message", "");
	put_number(out, ", after event ", view, "gatekeeper.lost.sequence.after", "");
	put_number(out, ", before event ", view, "gatekeeper.lost.sequence.before", "");
	put_field(out, ", from ", view, "event.start", "");
	put_field(out, " to ", view, "event.end", "");
}

/* Everything of an event behind outcome and operation. */
static void put_details(FILE *out, const struct log_view *view)
{
	put_field(out, " ", view, "gatekeeper.guarded", "");
	put_field(out, " ", view, "bpf.attach_type", "");
	put_caller(out, view);
	put_target(out, view);
	put_program(out, view);
	put_rule(out, view);
	put_number(out, " repeated ", view, "gatekeeper.repeat", " times");
	put_field(out, ": ", view, "message", "");
}

static void print_event(FILE *out, const struct log_view *view)
{
	put_outcome(out, view);
	put_field(out, " ", view, "bpf.operation", "");
	put_details(out, view);
}

static void print_text(FILE *out, const struct log_view *view)
{
	if (has_text(view, "event.kind", "pipeline_error"))
		print_trouble(out, view);
	else
		print_event(out, view);
}

void log_print_text(FILE *out, json_t *record)
{
	const struct log_view view = {.record = record};

	print_text(out, &view);
}

void log_print_line(FILE *out, const struct log_view *view)
{
	put_field(out, "", view, "@timestamp", " ");
	print_text(out, view);
	fputc('\n', out);
}

void log_print(FILE *out, json_t *record)
{
	const struct log_view view = {.record = record};

	log_print_line(out, &view);
}

static void put_value(FILE *out, json_t *value)
{
	if (json_is_string(value)) {
		put_text(out, "", (struct log_span){json_string_value(value), json_string_length(value)}, SIZE_MAX, "");
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
static void put_column(FILE *out, void (*put)(FILE *out, const struct log_view *view), const struct log_view *view,
		       int width)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return;
	put(stream, view);
	if (fclose(stream) == 0)
		fprintf(out, "%-*s", width, text);
}

static void put_operation(FILE *out, const struct log_view *view)
{
	put_field(out, "", view, "bpf.operation", "");
}

static const char *colour_of(const struct log_view *view)
{
	if (has_text(view, "event.kind", "pipeline_error"))
		return "\033[1;31m";
	if (has_text(view, "gatekeeper.verdict", "deny"))
		return has_text(view, "gatekeeper.mode", "audit") ? "\033[33m" : "\033[31m";
	return has_text(view, "gatekeeper.verdict", "allow") ? "\033[32m" : "\033[36m";
}

void log_print_columns(FILE *out, const struct log_view *view, bool in_colour)
{
	put_text(out, "", text_of(view, "@timestamp"), TIME_TO_SECONDS, "Z ");
	fputs(in_colour ? colour_of(view) : "", out);
	if (has_text(view, "event.kind", "pipeline_error"))
		print_trouble(out, view);
	else
		put_column(out, put_outcome, view, OUTCOME_WIDTH);
	fputs(in_colour ? "\033[0m" : "", out);
	if (!has_text(view, "event.kind", "pipeline_error")) {
		fputc(' ', out);
		put_column(out, put_operation, view, OPERATION_WIDTH);
		put_details(out, view);
	}
	fputc('\n', out);
}
