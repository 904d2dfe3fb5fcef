// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What is attached now in a report, as `gatekeeper list --json` prints it. */
#include "gatekeeper/report/now.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/inventory/collect.h"
#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-decision.h"
#include "gatekeeper/inventory/show.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/report/html.h"

#define ATTACHED_MAX 1000 /* rows */

static const char *text_at(json_t *object, const char *path)
{
	return json_string_value(log_field(object, path));
}

/* `before`, the text or number at the path; nothing if there is none. */
static void put_field(FILE *out, const char *before, json_t *object, const char *path)
{
	json_t *value = log_field(object, path);

	if (json_is_string(value)) {
		fputs(before, out);
		html_bytes(out, json_string_value(value), json_string_length(value));
	} else if (json_is_integer(value)) {
		fprintf(out, "%s%" JSON_INTEGER_FORMAT, before, json_integer_value(value));
	}
}

static void print_location(FILE *out, json_t *object)
{
	fputs("<td class=\"key\">", out);
	put_field(out, "", object, "bpf.target.cgroup.path");
	put_field(out, "", object, "bpf.target.interface.name");
	put_field(out, ", network namespace ", object, "bpf.target.netns.inode");
	put_field(out, " ", object, "bpf.detail");
	fputs("</td>", out);
}

static void print_program(FILE *out, json_t *object)
{
	fputs("<td class=\"key\">", out);
	put_field(out, "", object, "bpf.program.name");
	put_field(out, " id ", object, "bpf.program.id");
	put_field(out, ", link ", object, "bpf.link.id");
	put_field(out, ", held by pid ", object, "bpf.held_by");
	fputs("</td>", out);
	html_cell(out, "",
		  text_at(object, "bpf.attach_type") ? text_at(object, "bpf.attach_type")
						     : text_at(object, "bpf.operation"));
}

/* The words of the JSON form, for people. */
static const char *origin_text(json_t *object)
{
	const char *state = text_at(object, "origin.state");

	if (state && strcmp(state, "gatekeeper") == 0)
		return "the gatekeeper itself";
	if (state && strcmp(state, "before-gatekeeper") == 0)
		return "attached before the gatekeeper was loaded";
	return "no record of who attached it";
}

static void print_origin(FILE *out, json_t *object)
{
	const char *state = text_at(object, "origin.state");

	fputs("<td class=\"wide\">", out);
	if (state && strcmp(state, "recorded") == 0) {
		put_field(out, "", object, "origin.process.name");
		put_field(out, ", pid ", object, "origin.process.pid");
		put_field(out, ", uid ", object, "origin.user.id");
		put_field(out, ", ", object, "origin.process.executable");
		put_field(out, ", container ", object, "origin.container.id");
		put_field(out, ", name ", object, "origin.container.name");
		put_field(out, ", image ", object, "origin.container.image.name");
		put_field(out, ", unit ", object, "origin.systemd.unit");
		put_field(out, ", at ", object, "origin.@timestamp");
		put_field(out, ", rule ", object, "origin.gatekeeper.rule");
	} else {
		html_text(out, origin_text(object));
	}
	fputs("</td>", out);
}

static void print_decision(FILE *out, json_t *object)
{
	const char *verdict = text_at(object, "policy.verdict");

	fprintf(out, "<td class=\"%s\">", verdict && strcmp(verdict, "deny") == 0 ? "deny" : "");
	html_text(out, verdict ? verdict : "-");
	put_field(out, " by rule ", object, "policy.rule");
	put_field(out, " for a container; for the host: ", object, "policy.host_verdict");
	fputs("</td>", out);
}

static void print_attachment(FILE *out, const struct attachment *attachment)
{
	json_t *object = attachment_to_json(attachment);

	if (!object)
		return;
	fputs("<tr>", out);
	print_location(out, object);
	print_program(out, object);
	print_origin(out, object);
	print_decision(out, object);
	fputs("</tr>\n", out);
	json_decref(object);
}

static void print_missed(FILE *out, const struct attached *attached)
{
	for (size_t i = 0; i < json_array_size(attached->missed); i++) {
		fputs("<p class=\"note\">Cannot inspect ", out);
		html_text(out, json_string_value(json_array_get(attached->missed, i)));
		fputs("</p>\n", out);
	}
}

void now_print_table(const struct attached *attached, FILE *out)
{
	static const char *const heads[] = {"where", "program", "attached as", "by whom", "the policy decides now",
					    NULL};

	if (attached->count == 0) {
		fputs("<p class=\"muted\">Nothing.</p>\n", out);
		return;
	}
	html_begin_table(out, "attached", heads);
	for (size_t i = 0; i < attached->count && i < ATTACHED_MAX; i++)
		print_attachment(out, &attached->items[i]);
	html_end_table(out);
	if (attached->count > ATTACHED_MAX)
		fprintf(out, "<p class=\"note\">The first %d of %zu; gatekeeper list prints all.</p>\n", ATTACHED_MAX,
			attached->count);
}

void now_print_attached(const char *log_path, FILE *out)
{
	_cleanup_(attached_release) struct attached attached = {};
	_cleanup_free_ struct gk_image *image = NULL;
	int r;

	html_begin_section(out, "Attached now");
	libbpf_set_print(NULL);
	r = attached_collect(COLLECT_NAMES | COLLECT_ALL_NAMESPACES, &attached);
	if (r < 0) {
		fprintf(out, "<p class=\"state\">unknown: %s%s</p>\n", strerror(-r),
			r == -EPERM
				? "; run gatekeeper report as root on the host, with CAP_SYS_ADMIN and CAP_NET_ADMIN"
				: "");
	} else {
		if (attached_find_origins(&attached, log_path) < 0)
			fputs("<p class=\"note\">The log could not be read whole: some origins are missing.</p>\n",
			      out);
		if (attached_read_image(&image) == 0)
			attached_evaluate_policy(&attached, image);
		now_print_table(&attached, out);
		print_missed(out, &attached);
	}
	html_end_section(out);
}
