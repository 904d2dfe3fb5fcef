// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A decision record in sentences: see sentences.h. Each part prints nothing if the record does not have it. */
#include "gatekeeper/why/sentences.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

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
static void put_start(FILE *stream, const char *before, json_t *record, const char *path, size_t limit,
		      const char *after)
{
	const char *text = text_of(record, path);
	size_t length = text ? strnlen(text, limit) : 0;
	_cleanup_free_ char *shown = text ? malloc(ESCAPED_SIZE(length)) : NULL;

	if (!shown)
		return;
	escape_again(text, length, shown);
	fprintf(stream, "%s%s%s", before, shown, after);
}

static void put_text(FILE *stream, const char *before, json_t *record, const char *path, const char *after)
{
	put_start(stream, before, record, path, SIZE_MAX, after);
}

static void put_number(FILE *stream, const char *before, json_t *record, const char *path, const char *after)
{
	json_t *number = log_field(record, path);

	if (json_is_integer(number))
		fprintf(stream, "%s%" JSON_INTEGER_FORMAT "%s", before, json_integer_value(number), after);
}

/* The documentation of a word of the record, in brackets. */
static void put_doc(FILE *stream, const struct word_set *set, json_t *record, const char *path)
{
	const char *text = text_of(record, path);
	const struct word *word = text ? word_by_text(set, text) : NULL;

	if (word && word->doc)
		fprintf(stream, " (%s)", word->doc);
}

/* What the daemon saw of the caller and its parent. */
static void print_observed(json_t *record, FILE *stream)
{
	bool has_parent = text_of(record, "process.parent.name");

	if (!has_parent && !text_of(record, "process.command_line"))
		return;
	fputs("(as seen later:", stream);
	put_text(stream, " a child of ", record, "process.parent.name", "");
	put_text(stream, ", executable ", record, "process.parent.executable", "");
	put_text(stream, has_parent ? "; command line '" : " command line '", record, "process.command_line",
		 json_is_true(log_field(record, "process.command_line_truncated")) ? "...'" : "'");
	fputs(")\n", stream);
}

static void print_caller(json_t *record, FILE *stream)
{
	bool on_host = has_text(record, "gatekeeper.from", "host");

	if (text_of(record, "process.name"))
		put_text(stream, "", record, "process.name", "");
	else
		fputs("A caller", stream);
	put_number(stream, ", process ", record, "process.pid", "");
	put_text(stream, ", executable ", record, "process.executable", "");
	put_number(stream, ", user ", record, "user.id", "");
	put_number(stream, ", login user ", record, "user.audit.id", "");
	fputs(on_host ? ", on the host" : ", in a container", stream);
	put_start(stream, " (", record, "container.id", SHORT_ID, ")");
	put_text(stream, ", called ", record, "container.name", "");
	put_text(stream, ", of the image ", record, "container.image.name", "");
	put_text(stream, ", in the pod ", record, "orchestrator.resource.name", "");
	put_text(stream, " of the namespace ", record, "orchestrator.namespace", "");
	put_text(stream, ", in the unit ", record, "systemd.unit", "");
	put_text(stream, ", in the cgroup ", record, "bpf.caller.cgroup.path", "");
	fputc('\n', stream);
	print_observed(record, stream);
}

static void print_request(json_t *record, FILE *stream)
{
	put_text(stream, "asked for ", record, "bpf.operation", "");
	put_doc(stream, &operation_words, record, "bpf.operation");
	put_text(stream, ", by the command ", record, "bpf.command", "");
	if (!text_of(record, "bpf.command"))
		put_doc(stream, &route_words, record, "bpf.route");
	put_text(stream, ", attach type ", record, "bpf.attach_type", "");
	put_text(stream, ", on the cgroup ", record, "bpf.target.cgroup.path", "");
	put_text(stream, ", target ", record, "bpf.target.relation", "");
	put_doc(stream, &relation_words, record, "bpf.target.relation");
	put_text(stream, ", network namespace ", record, "bpf.target.netns.relation", "");
	if (log_field(record, "bpf.program")) {
		fputs(", with the program", stream);
		put_text(stream, " '", record, "bpf.program.name", "'");
		put_number(stream, " ", record, "bpf.program.id", "");
		put_text(stream, " of type ", record, "bpf.program.type", "");
		put_text(stream, ", tag ", record, "bpf.program.tag", "");
	}
	if (json_is_true(log_field(record, "bpf.shared_descriptors")))
		fputs(". Another thread could repoint its descriptors meanwhile", stream);
	fputs(".\n", stream);
}

static void print_decision(json_t *record, FILE *stream)
{
	bool is_denied = has_text(record, "gatekeeper.verdict", "deny"),
	     is_audit = has_text(record, "gatekeeper.mode", "audit");

	fprintf(stream, "The policy %s it",
		is_audit    ? is_denied ? "would have denied" : "would have allowed"
		: is_denied ? "denied"
			    : "allowed");
	put_text(stream, ": rule '", record, "gatekeeper.rule", "'");
	put_text(stream, " of the drop-in ", record, "gatekeeper.file", "");
	put_number(stream, ", line ", record, "gatekeeper.line", "");
	if (!text_of(record, "gatekeeper.rule") || !has_text(record, "event.reason", "rule"))
		put_doc(stream, &reason_words, record, "event.reason");
	put_text(stream, ", with the message: ", record, "gatekeeper.message", "");
	fputs(".", stream);
	put_text(stream, " The caller got ", record, "error.code", ".");
	fputc('\n', stream);
	put_number(stream, "It stands for ", record, "gatekeeper.repeat", " more requests like it");
	if (log_field(record, "gatekeeper.repeat")) {
		put_text(stream, ", from ", record, "event.start", "");
		put_text(stream, " to ", record, "event.end", "");
		fputs(".\n", stream);
	}
}

/*
 * systemd starts a unit without the program that it could not attach, whatever the errno. Its own programs have names
 * that begin like this.
 */
static void print_consequence(json_t *record, FILE *stream)
{
	const char *program = text_of(record, "bpf.program.name");

	if (!text_of(record, "error.code") || !has_text(record, "process.name", "systemd") || !program ||
	    strncmp(program, "sd_", 3) != 0)
		return;
	put_text(stream, "systemd starts the unit of the cgroup ", record, "bpf.target.cgroup.path",
		 " nevertheless, without what this program limits: see SECURITY.md.\n");
}

void sentences_print(json_t *record, FILE *stream)
{
	put_text(stream, "Event ", record, "event.id", "");
	put_text(stream, " of ", record, "@timestamp", "");
	fputs("\n\n", stream);
	print_caller(record, stream);
	print_request(record, stream);
	print_decision(record, stream);
	print_consequence(record, stream);
}
