// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The rule as YAML, and what else it allows, in words. */
#include "gatekeeper/why/allow-rule.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "policy/language/keys.h"
#include "policy/language/words.h"

#include "gatekeeper/request/policy-path.h"

struct printer {
	unsigned int indent;
	FILE *stream;
};

/* One line of the rule, `depth` levels below its dash. */
static void put_line(const struct printer *printer, unsigned int depth, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void put_line(const struct printer *printer, unsigned int depth, const char *format, ...)
{
	va_list arguments;

	fprintf(printer->stream, "%*s", printer->indent + 2 * depth, "");
	va_start(arguments, format);
	vfprintf(printer->stream, format, arguments);
	va_end(arguments);
	fputc('\n', printer->stream);
}

/* `key: value`; nothing if there is no value. A path is quoted. */
static void put_key(const struct printer *printer, unsigned int depth, const char *key, const char *value)
{
	if (!value)
		return;
	fprintf(printer->stream, "%*s%s: ", printer->indent + 2 * depth, "", key);
	if (value[0] == '/')
		policy_path_print(value, printer->stream);
	else
		fputs(value, printer->stream);
	fputc('\n', printer->stream);
}

/* Each namespace by its own: `from: host` depends on the rest of the policy. */
static void put_namespaces(const struct printer *printer, const struct gk_request *request)
{
	fprintf(printer->stream, "%*snamespaces: ", printer->indent + 4, "");
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++) {
		bool foreign = request->namespaces & 1U << i;

		fprintf(printer->stream, "%s%s: %s", i ? ", " : "{", word_text(&namespace_words, i),
			word_text(&membership_words, foreign ? MEMBER_NOT_INIT : MEMBER_INIT));
	}
	fputs("}\n", printer->stream);
}

static void put_text(const struct printer *printer, enum container_key key, const char *value)
{
	if (value)
		put_line(printer, 3, "%s: \"%s\"", word_text(&container_keys.words, key), value);
}

static void put_container(const struct printer *printer, const struct allow_rule *rule)
{
	if (!rule->has_container)
		return;
	put_line(printer, 2, "container:");
	put_text(printer, CONTAINER_NAME, rule->container_name);
	put_text(printer, CONTAINER_IMAGE, rule->image);
	put_text(printer, CONTAINER_NAMESPACE, rule->namespace);
}

static void put_caller(const struct printer *printer, const struct allow_rule *rule)
{
	const struct gk_request *request = &rule->event->described.request;

	put_line(printer, 1, "caller:");
	put_namespaces(printer, request);
	if (rule->has_uid)
		put_line(printer, 2, "uid: %u", request->uid);
	put_key(printer, 2, "exe", rule->executable);
	put_key(printer, 2, "cgroup", rule->cgroup);
	put_container(printer, rule);
}

static bool has_program_condition(const struct allow_rule *rule)
{
	return rule->program_type || rule->program_name || rule->program_tag || rule->is_signed;
}

static void put_program(const struct printer *printer, const struct allow_rule *rule)
{
	if (!has_program_condition(rule))
		return;
	put_line(printer, 1, "program:");
	put_key(printer, 2, "type", rule->program_type);
	if (rule->program_name)
		put_line(printer, 2, "name: \"%s\"", rule->program_name);
	if (rule->program_tag)
		put_line(printer, 2, "tag: \"%s\"", rule->program_tag);
	put_key(printer, 2, "signed", rule->is_signed);
}

/* The operation as a policy has it: attach:* for attach:unknown. */
static void put_operation(const struct printer *printer, const struct allow_rule *rule)
{
	const char *text = word_text(&operation_words, rule->event->described.request.operation);

	if (rule->any_family)
		put_line(printer, 1, "allow: %.*s:*", (int)strcspn(text, ":"), text);
	else
		put_line(printer, 1, "allow: %s", text);
}

void allow_rule_print(const struct allow_rule *rule, unsigned int indent, FILE *stream)
{
	const struct printer printer = {.indent = indent, .stream = stream};

	put_line(&printer, 0, "- name: %s", rule->name);
	put_operation(&printer, rule);
	put_key(&printer, 1, "attach-types", rule->attach_type);
	put_caller(&printer, rule);
	if (rule->target || rule->netns)
		put_line(&printer, 1, "target:");
	put_key(&printer, 2, "cgroup", rule->target);
	put_key(&printer, 2, "netns", rule->netns);
	put_program(&printer, rule);
	if (rule->has_race)
		put_line(&printer, 1, "race: %s", word_text(&race_words, GK_RACE_VERIFY));
}

static void put_more_caller(const struct allow_rule *rule, FILE *stream)
{
	const char *executable = rule->event->executable;

	fputs("- callers with other capabilities\n", stream);
	if (!rule->has_uid)
		fputs("- callers of any user: a policy cannot name this user ID\n", stream);
	if (!rule->executable)
		fprintf(stream, "- callers with any executable: %s\n",
			executable[0] ? "this host has another file, or none, at the path in the record"
				      : "the record has no path of it");
	if (rule->has_container)
		fputs("- each container that is called so\n", stream);
	else if (rule->cgroup)
		fputs("- callers in cgroups below the one in the rule\n", stream);
	else
		fputs("- callers in any cgroup\n", stream);
}

static void put_more_target(const struct allow_rule *rule, FILE *stream)
{
	unsigned int operation = rule->event->described.request.operation;

	if (rule->any_family)
		fputs("- operations of any family: the record does not have the family\n", stream);
	if (operation_has_attach_type(operation) && !rule->attach_type)
		fputs("- any attach type: the record has none that a policy can name\n", stream);
	if (operation_has_cgroup(operation) && !rule->target)
		fputs("- any target cgroup: the record has none that is certain\n", stream);
	else if (rule->target && rule->target[0] == '/')
		fputs("- target cgroups below the one in the rule\n", stream);
	else if (rule->target && rule->event->described.request.relation == GK_TARGET_BELOW)
		fputs("- any target cgroup that is the caller's own, or below it\n", stream);
	else if (rule->target && rule->event->described.request.relation == GK_TARGET_OUTSIDE)
		fputs("- any target cgroup outside of the caller's own\n", stream);
	if (operation_has_netns(operation) && !rule->netns)
		fputs("- any network namespace: the record has none that is certain\n", stream);
}

static void put_more_program(const struct allow_rule *rule, FILE *stream)
{
	if (!operation_has_program(rule->event->described.request.operation))
		return;
	if (!rule->program_type)
		fputs("- programs of any type: the record has none\n", stream);
	if (!rule->program_name)
		fputs("- programs of any name: the record has none that a policy can name\n", stream);
	if (!rule->program_tag)
		fputs("- programs with other instructions: the record has no tag\n", stream);
	if (!rule->is_signed)
		fputs("- programs with a signature or without: the record does not tell\n", stream);
	if (has_program_condition(rule))
		fputs("- requests on a program that is not known yet: they are decided again when it is\n", stream);
}

void allow_rule_print_more(const struct allow_rule *rule, FILE *stream)
{
	fputs("- the operation by other commands, or on other paths to the kernel\n", stream);
	put_more_caller(rule, stream);
	put_more_target(rule, stream);
	put_more_program(rule, stream);
	if (rule->has_race)
		fputs("- a moment in which another thread attaches elsewhere: it is killed then (race: verify)\n",
		      stream);
	else if (!rule->target)
		fputs("- callers that share their descriptors with another thread, or do not\n", stream);
}
