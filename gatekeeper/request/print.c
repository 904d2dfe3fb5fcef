// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A described request as it was understood: for people, and as JSON. */
#include <string.h>

#include "policy/language/words.h"

#include "gatekeeper/request/from-words.h"

/* "user,pid"; "none" and "all" for what they say. */
static void namespaces_text(__u8 namespaces, char *ret_text, size_t size)
{
	size_t used = 0;

	if (namespaces == 0 || namespaces == GK_ALL_NAMESPACES) {
		snprintf(ret_text, size, "%s", namespaces ? "all" : "none");
		return;
	}
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT && used < size; i++) {
		if (namespaces & 1U << i)
			used += snprintf(ret_text + used, size - used, "%s%s", used ? "," : "",
					 word_text(&namespace_words, i));
	}
}

static const char *attach_type_text(const struct gk_request *request)
{
	const char *text = word_text(&attach_type_words, request->attach_type);

	if (request->attach_type == GK_ATTACH_TYPE_NONE)
		return "none";
	return text ? text : "unknown";
}

static const char *program_type_text(const struct gk_request *request)
{
	const char *text = word_text(&program_type_words, request->program_type);

	return text ? text : "unknown";
}

static const char *or_unknown(const char *text)
{
	return text ? text : "unknown";
}

static void print_program(const struct described_request *described, FILE *stream)
{
	const struct gk_request *request = &described->request;
	const struct request_words *words = &described->words;

	if (request->program_state != GK_PROGRAM_KNOWN) {
		fprintf(stream, ", program: %s", word_text(&program_state_words, request->program_state));
		return;
	}
	fprintf(stream, ", program: %s '%s', tag: %s, signature: %s", program_type_text(request),
		words->program_name ? words->program_name : "",
		words->program_tag ? words->program_tag : "no known one",
		word_text(&signature_words, request->signature));
}

static void print_where(const struct described_request *described, FILE *stream)
{
	const struct gk_request *request = &described->request;

	if (operation_has_attach_type(request->operation))
		fprintf(stream, ", attach type: %s", attach_type_text(request));
	if (operation_has_cgroup(request->operation))
		fprintf(stream, ", target: %s", word_text(&relation_words, request->relation));
	if (described->words.target_cgroup)
		fprintf(stream, " (%s)", described->words.target_cgroup);
	if (operation_has_netns(request->operation))
		fprintf(stream, ", network namespace: %s", word_text(&netns_words, request->netns));
	if (request->shared_files)
		fputs(", descriptor table shared", stream);
}

static const char *caller_cgroup(const struct described_request *described)
{
	if (described->words.caller_cgroup)
		return described->words.caller_cgroup;
	return described->container.cgroup[0] ? described->container.cgroup : "/";
}

void request_print(const struct described_request *described, enum gk_from from, FILE *stream)
{
	const struct gk_request *request = &described->request;
	const struct request_words *words = &described->words;
	char namespaces[64];

	namespaces_text(request->namespaces, namespaces, sizeof(namespaces));
	fprintf(stream, "%s from %s, not in the init namespaces: %s", word_text(&operation_words, request->operation),
		word_text(&from_words, from), namespaces);
	print_where(described, stream);
	if (operation_has_program(request->operation))
		print_program(described, stream);
	if (words->container)
		fprintf(stream, ", container: %s", words->container);
	fprintf(stream, ", uid: %u, exe: %s, cgroup: %s, capabilities: %s\n", request->uid, or_unknown(words->exe),
		caller_cgroup(described), words->capabilities ? words->capabilities : "all");
}

static json_t *caller_to_json(const struct described_request *described)
{
	const struct request_words *words = &described->words;
	json_t *caller = json_pack("{s:I, s:s, s:s, s:s}", "uid", (json_int_t)described->request.uid, "exe",
				   or_unknown(words->exe), "cgroup", caller_cgroup(described), "capabilities",
				   words->capabilities ? words->capabilities : "all");

	if (caller && words->container)
		json_object_set_new(caller, "container", json_string(words->container));
	return caller;
}

static json_t *program_to_json(const struct described_request *described)
{
	const struct gk_request *request = &described->request;
	const struct request_words *words = &described->words;
	json_t *program = json_pack("{s:s}", "state", word_text(&program_state_words, request->program_state));

	if (program && request->program_state == GK_PROGRAM_KNOWN) {
		json_object_set_new(program, "type", json_string(program_type_text(request)));
		json_object_set_new(program, "name", json_string(words->program_name ? words->program_name : ""));
		json_object_set_new(program, "signature", json_string(word_text(&signature_words, request->signature)));
		if (words->program_tag)
			json_object_set_new(program, "tag", json_string(words->program_tag));
	}
	return program;
}

static json_t *namespaces_to_json(const struct gk_request *request)
{
	json_t *namespaces = json_object();

	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++)
		json_object_set_new(namespaces, word_text(&namespace_words, i),
				    json_string(request->namespaces & 1U << i ? "not-init" : "init"));
	return namespaces;
}

static void add_where(const struct described_request *described, json_t *object)
{
	const struct gk_request *request = &described->request;

	if (operation_has_attach_type(request->operation))
		json_object_set_new(object, "attach_type", json_string(attach_type_text(request)));
	if (operation_has_cgroup(request->operation))
		json_object_set_new(object, "target", json_string(word_text(&relation_words, request->relation)));
	if (described->words.target_cgroup)
		json_object_set_new(object, "target_cgroup", json_string(described->words.target_cgroup));
	if (operation_has_netns(request->operation))
		json_object_set_new(object, "netns", json_string(word_text(&netns_words, request->netns)));
	if (operation_has_cgroup(request->operation))
		json_object_set_new(object, "shared_descriptors", json_boolean(request->shared_files));
	if (operation_has_program(request->operation))
		json_object_set_new(object, "program", program_to_json(described));
}

json_t *request_to_json(const struct described_request *described, enum gk_from from)
{
	const struct gk_request *request = &described->request;
	json_t *object = json_pack("{s:s, s:s, s:o, s:o}", "operation", word_text(&operation_words, request->operation),
				   "from", word_text(&from_words, from), "namespaces", namespaces_to_json(request),
				   "caller", caller_to_json(described));

	if (object)
		add_where(described, object);
	return object;
}
