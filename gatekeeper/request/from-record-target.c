// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Record -> request, the target. Where a record leaves a value out, only one value is possible. */
#include "gatekeeper/request/from-record-target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/commands.h"
#include "policy/language/paths.h"

#include "gatekeeper/log/shape.h"
#include "gatekeeper/request/record-values.h"

static bool is_attaching(const struct gk_request *request)
{
	return gk_verb(request->operation) != 0;
}

/* A record without an attach type has none, unless the family of the operation always has one: then it is unknown. */
static void read_attach_type(json_t *record, struct gk_request *request)
{
	const char *text = record_text(record, "bpf.attach_type");
	const struct word *word = text ? word_by_text(&attach_type_words, text) : NULL;
	bool always = is_attaching(request) && operation_has_cgroup(request->operation);

	if (word)
		request->attach_type = word->number;
	else
		request->attach_type = text || always ? GK_ATTACH_TYPE_UNKNOWN : GK_ATTACH_TYPE_NONE;
}

/* The kernel side finds the relation only if the policy needs it; here it follows from the paths. */
static enum gk_relation relation_by_path(const struct event_request *event)
{
	if (!event->caller_path[0] || !event->target_path[0])
		return GK_TARGET_UNKNOWN;
	if (strcmp(event->caller_path, "/") == 0)
		return GK_TARGET_OUTSIDE;
	if (strcmp(event->caller_path, event->target_path) == 0)
		return GK_TARGET_OWN;
	if (event->described.request.namespaces & 1 << GK_NS_CGROUP)
		return GK_TARGET_UNKNOWN; /* the event does not have the root of that namespace */
	return path_is_below(event->target_path, event->caller_path) ? GK_TARGET_BELOW : GK_TARGET_OUTSIDE;
}

static int read_cgroup(json_t *record, struct event_request *event, struct failure *failure)
{
	struct gk_request *request = &event->described.request;
	unsigned int relation;
	int r = read_cgroup_path(record_text(record, "bpf.target.cgroup.path"), event->target_path,
				 event->described.target, &request->target, failure);

	request->relation = GK_TARGET_NONE;
	if (r < 0 || !operation_has_cgroup(request->operation))
		return r;
	if (!record_text(record, "bpf.target.relation")) {
		request->relation = relation_by_path(event);
		return 0;
	}
	if (read_record_word(record, "bpf.target.relation", &relation_words, &relation, failure) < 0)
		return -EINVAL;
	request->relation = relation;
	return 0;
}

static int read_netns(json_t *record, struct gk_request *request, struct failure *failure)
{
	unsigned int netns = GK_NETNS_NONE;

	if (record_text(record, "bpf.target.netns.relation") &&
	    read_record_word(record, "bpf.target.netns.relation", &netns_words, &netns, failure) < 0)
		return -EINVAL;
	request->netns = netns;
	return 0;
}

/* Whether the request has a program. What is pinned may be a map; non-bpf() paths attach programs only. */
static bool has_program(json_t *record, const struct gk_request *request)
{
	const char *text = record_text(record, "bpf.command");
	const struct word *command = text ? word_by_text(&command_words, text) : NULL;

	if (request->operation == GK_OP_PIN)
		return request->shared_files;
	return !command || command_has_program(command->number);
}

/*
 * The state of the program if the record leaves it out, because the policy did not need it: known if the event has a
 * type. A program named by a descriptor that another thread may repoint is unknown.
 */
static enum gk_program_state state_of(json_t *record, const struct gk_request *request, bool has_type)
{
	bool by_descriptor =
		is_attaching(request) || request->operation == GK_OP_RUN || request->operation == GK_OP_PIN;

	if (!by_descriptor)
		return has_type ? GK_PROGRAM_KNOWN : GK_PROGRAM_NONE;
	if (has_type)
		return request->shared_files ? GK_PROGRAM_UNKNOWN : GK_PROGRAM_KNOWN;
	return has_program(record, request) ? GK_PROGRAM_UNKNOWN : GK_PROGRAM_NONE;
}

static int read_tag(const char *text, __u64 *ret_tag, struct failure *failure)
{
	unsigned char tag[GK_PROGRAM_TAG_SIZE];
	char digits[3] = "";

	if (strlen(text) != 2 * sizeof(tag) || strspn(text, "0123456789abcdef") != 2 * sizeof(tag))
		return failure_set(failure, -EINVAL, "bpf.program.tag is not a tag");
	for (size_t i = 0; i < sizeof(tag); i++) {
		memcpy(digits, text + 2 * i, 2);
		tag[i] = strtoul(digits, NULL, 16);
	}
	memcpy(ret_tag, tag, sizeof(tag));
	return 0;
}

static void read_signature(json_t *record, struct gk_request *request)
{
	json_t *is_signed = log_field(record, "bpf.program.signed");
	const char *keyring = record_text(record, "bpf.program.keyring");
	const struct word *word = keyring ? word_by_text(&signature_words, keyring) : NULL;

	request->signature = GK_SIGNATURE_UNKNOWN;
	if (word)
		request->signature = word->number;
	else if (json_is_boolean(is_signed))
		request->signature = json_is_true(is_signed) ? GK_SIGNATURE_USER : GK_SIGNATURE_UNSIGNED;
	else if (request->program_state == GK_PROGRAM_DECLARED || request->program_state == GK_PROGRAM_LATER)
		request->signature = GK_SIGNATURE_LATER;
}

static int read_program(json_t *record, struct gk_request *request, struct failure *failure)
{
	const char *type = record_text(record, "bpf.program.type"), *tag = record_text(record, "bpf.program.tag");
	const struct word *word = type ? word_by_text(&program_type_words, type) : NULL;
	char name[GK_PROGRAM_NAME_SIZE + 1];
	unsigned int state;
	int length = read_bytes(record_text(record, "bpf.program.name"), name, sizeof(name), failure);

	if (length < 0)
		return length;
	memcpy(request->program_name, name, length);
	request->program_type = word ? word->number : GK_NO_NUMBER;
	request->program_state = state_of(record, request, type);
	if (record_text(record, "bpf.program.state")) {
		if (read_record_word(record, "bpf.program.state", &program_state_words, &state, failure) < 0)
			return -EINVAL;
		request->program_state = state;
	}
	read_signature(record, request);
	return tag ? read_tag(tag, &request->program_tag, failure) : 0;
}

int read_target(json_t *record, struct event_request *event, struct failure *failure)
{
	struct gk_request *request = &event->described.request;
	int r;

	read_attach_type(record, request);
	r = read_cgroup(record, event, failure);
	if (r < 0)
		return r;
	r = read_netns(record, request, failure);
	if (r < 0)
		return r;
	return read_program(record, request, failure);
}
