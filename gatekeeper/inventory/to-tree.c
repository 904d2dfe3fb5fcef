// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Prints attachments as a tree for a terminal. Names that others chose are escaped. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/show.h"
#include "gatekeeper/log/shape.h"

#define STEP 2
#define DEPTH_MAX 32 /* of nested cgroups; deeper ones are printed at this depth */

static void put_escaped(FILE *stream, const char *text, size_t size)
{
	_cleanup_free_ char *escaped = malloc(ESCAPED_SIZE(size));

	if (!escaped)
		return;
	escape_text(text, size, escaped);
	fputs(escaped, stream);
}

/* Prints a text of the log, which may have been tampered with. */
static void put_logged(FILE *stream, const char *before, json_t *record, const char *path)
{
	const char *text = json_string_value(log_field(record, path));
	_cleanup_free_ char *escaped = text ? malloc(ESCAPED_SIZE(strlen(text))) : NULL;

	if (!escaped)
		return;
	escape_again(text, strlen(text), escaped);
	fprintf(stream, "%s%s", before, escaped);
}

static void print_program(const struct attachment *attachment, FILE *stream)
{
	const char *type = word_text(&program_type_words, attachment->program_type);

	if (!attachment->program_id)
		return;
	fprintf(stream, "  program %u ", attachment->program_id);
	put_escaped(stream, attachment->program_name[0] ? attachment->program_name : "-",
		    sizeof(attachment->program_name));
	fprintf(stream, " (%s, ", type ? type : "unknown type");
	for (size_t i = 0; i < GK_PROGRAM_TAG_SIZE; i++)
		fprintf(stream, "%02x", attachment->program_tag[i]);
	fputc(')', stream);
}

static const char *family_of(const struct attachment *attachment)
{
	return word_text(&family_words, attachment->operation % GK_FAMILY_COUNT) ?: "unknown";
}

static void print_pins(json_t *pins, FILE *stream)
{
	for (size_t i = 0; i < json_array_size(pins); i++)
		fprintf(stream, "  pinned %s", json_string_value(json_array_get(pins, i)));
}

static void print_what(const struct attachment *attachment, FILE *stream)
{
	const char *type = word_text(&attach_type_words, attachment->attach_type);

	fputs(type ? type : word_text(&link_type_words, attachment->link_type) ?: family_of(attachment), stream);
	if (attachment->detail[0]) {
		fputc(' ', stream);
		put_escaped(stream, attachment->detail, sizeof(attachment->detail));
	}
	print_program(attachment, stream);
	if (attachment->link_id)
		fprintf(stream, "  link %u", attachment->link_id);
	if (attachment->pid)
		fprintf(stream, "  held by pid %u", attachment->pid);
	print_pins(attachment->pins, stream);
	if (attachment->inherited)
		fputs("  inherited", stream);
	fputc('\n', stream);
}

static void print_record(json_t *record, FILE *stream)
{
	_cleanup_free_ char *executable = attached_executable(record);

	put_logged(stream, "attached ", record, "@timestamp");
	put_logged(stream, " by ", record, "process.name");
	fprintf(stream, " (pid %" JSON_INTEGER_FORMAT ", uid %" JSON_INTEGER_FORMAT,
		json_integer_value(log_field(record, "process.pid")), json_integer_value(log_field(record, "user.id")));
	if (executable) {
		fputs(", ", stream);
		fputs(executable, stream);
	}
	put_logged(stream, ", container ", record, "container.id");
	put_logged(stream, ", name ", record, "container.name");
	put_logged(stream, ", image ", record, "container.image.name");
	put_logged(stream, ", unit ", record, "systemd.unit");
	fputc(')', stream);
	put_logged(stream, " on the ", record, "gatekeeper.from");
	put_logged(stream, ", rule ", record, "gatekeeper.rule");
	fputc('\n', stream);
}

static void print_origin(const struct attachment *attachment, FILE *stream)
{
	if (attachment->origin == ORIGIN_RECORDED)
		print_record(attachment->record, stream);
	else if (attachment->origin == ORIGIN_OWN)
		fputs("the gatekeeper's own\n", stream);
	else if (attachment->origin == ORIGIN_BEFORE_GATEKEEPER)
		fputs("attached before the gatekeeper was loaded\n", stream);
	else
		fputs("no record of who attached it\n", stream);
}

static void print_policy(const struct attachment *attachment, FILE *stream)
{
	const struct attachment_decision *decision = &attachment->decision;

	fprintf(stream, "today's policy: %s", word_text(&verdict_words, decision->verdict));
	if (decision->rule) {
		fputs(" by rule ", stream);
		put_escaped(stream, decision->rule->name, sizeof(decision->rule->name));
	} else {
		fputs(" by default", stream);
	}
	if (decision->caller == CALLER_RECORDED)
		fputs(", for the recorded caller\n", stream);
	else
		fprintf(stream, ", for a container (the caller is unknown); for the host: %s\n",
			word_text(&verdict_words, decision->host_verdict));
}

static void print_attachment(const struct attachment *attachment, int depth, FILE *stream)
{
	fprintf(stream, "%*s", depth * STEP, "");
	print_what(attachment, stream);
	if (attachment->inherited)
		return;
	fprintf(stream, "%*s", depth * STEP + 2 * STEP, "");
	print_origin(attachment, stream);
	if (attachment->decision.caller == CALLER_NONE)
		return;
	fprintf(stream, "%*s", depth * STEP + 2 * STEP, "");
	print_policy(attachment, stream);
}

/* The printed cgroups above the present one. */
struct branch {
	const char *path[DEPTH_MAX];
	int depth;
};

static bool is_below(const char *path, const char *above)
{
	size_t length = strlen(above);

	return length == 1 || (strncmp(path, above, length) == 0 && path[length] == '/');
}

/* Prints the name of a cgroup below the nearest printed ancestor. Returns its depth. */
static int print_cgroup(struct branch *branch, const char *path, FILE *stream)
{
	const char *name = path;

	if (branch->depth && strcmp(branch->path[branch->depth - 1], path) == 0)
		return branch->depth;
	while (branch->depth && !is_below(path, branch->path[branch->depth - 1]))
		branch->depth--;
	if (branch->depth && strlen(branch->path[branch->depth - 1]) > 1)
		name += strlen(branch->path[branch->depth - 1]);
	fprintf(stream, "%*s", (branch->depth + 1) * STEP, "");
	put_escaped(stream, name, strlen(name) + 1);
	fputc('\n', stream);
	if (branch->depth < DEPTH_MAX)
		branch->path[branch->depth++] = path;
	return branch->depth;
}

static int print_interface(const struct attachment *before, const struct attachment *attachment, FILE *stream)
{
	if (before && before->ifindex == attachment->ifindex && before->netns_inode == attachment->netns_inode)
		return 2;
	fprintf(stream, "%*s", STEP, "");
	put_escaped(stream, attachment->interface[0] ? attachment->interface : "?", sizeof(attachment->interface));
	fprintf(stream, " (%u", attachment->ifindex);
	if (attachment->netns_inode)
		fprintf(stream, ", network namespace %" PRIu64, attachment->netns_inode);
	fputs(")\n", stream);
	return 2;
}

static const char *group_of(const struct attachment *attachment)
{
	if (attachment->cgroup_id)
		return "cgroups";
	return attachment->ifindex ? "interfaces" : family_of(attachment);
}

/* Prints the cgroup or interface of an attachment, unless `before` has the same. Returns the depth below it. */
static int print_location(struct branch *branch, const struct attachment *before, const struct attachment *attachment,
			  FILE *stream)
{
	if (attachment->cgroup_id)
		return 1 + print_cgroup(branch, attachment->cgroup_path ?: "(unknown path)", stream);
	if (attachment->ifindex)
		return print_interface(before, attachment, stream);
	return 1;
}

void attached_print(const struct attached *attached, FILE *stream)
{
	const struct attachment *before = NULL;
	struct branch branch = {.depth = 0};
	const char *group = "";

	for (size_t i = 0; i < attached->count; i++) {
		const struct attachment *attachment = &attached->items[i];

		if (strcmp(group, group_of(attachment)) != 0) {
			group = group_of(attachment);
			fprintf(stream, "%s\n", group);
			before = NULL;
		}
		print_attachment(attachment, print_location(&branch, before, attachment, stream), stream);
		before = attachment;
	}
}

static void print_named_location(const struct attachment *attachment, FILE *stream)
{
	const char *location = attachment->cgroup_path ?: attachment->interface;

	if (!location[0])
		return;
	fputs(" at ", stream);
	put_escaped(stream, location, strlen(location) + 1);
}

void attachment_name(const struct attachment *attachment, char *ret_text, size_t size)
{
	_cleanup_fclose_ FILE *stream = fmemopen(ret_text, size, "w");

	ret_text[0] = '\0';
	if (!stream)
		return;
	fprintf(stream, "program %u ", attachment->program_id);
	put_escaped(stream, attachment->program_name, sizeof(attachment->program_name));
	fprintf(stream, " (%s)", word_text(&attach_type_words, attachment->attach_type) ?: family_of(attachment));
	print_named_location(attachment, stream);
	fflush(stream);
	ret_text[size - 1] = '\0';
}
