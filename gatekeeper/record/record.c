// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Flow A, from event to record: one function for each object of the record. What is absent from the event is left
 * out of the record.
 */
#include "gatekeeper/record/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/record/container-id.h"
#include "gatekeeper/record/fields.h"

/* What the truth hooks saw has a result, and the rule that allowed it, but no verdict and no reason of its own. */
static bool is_truth(const struct gk_event *event)
{
	return event->kind == GK_EVENT_ATTACHED || event->kind == GK_EVENT_DETACHED ||
	       event->kind == GK_EVENT_REPLACED || event->kind == GK_EVENT_RACED;
}

/* Unique across boots, and the same when another daemon reads the event again: the log's reader compares it. */
static json_t *event_id(const struct gk_event *event)
{
	return json_sprintf("%" PRIu64 "-%" PRIu64, (uint64_t)event->time, (uint64_t)event->sequence);
}

static json_t *event_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();

	put_string(&fields, "kind", "event");
	put_word(&fields, "action", &event_kind_words, event->kind);
	put_string(&fields, "outcome", event->result < 0 ? "failure" : "success");
	put_value(&fields, "id", event_id(event));
	put_number(&fields, "sequence", event->sequence);
	if (!is_truth(event))
		put_word(&fields, "reason", &reason_words, event->reason);
	return fields_end(&fields);
}

static json_t *error_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();
	const char *name = strerrorname_np(event->result < 0 ? -(int64_t)event->result : 0);

	if (event->result < 0)
		put_value(&fields, "code", name ? json_string(name) : json_sprintf("%" PRId32, event->result));
	return fields_end(&fields);
}

/* The executable as a file: ECS names of `file`, under `process`. */
static json_t *executable_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();

	put_id(&fields, "inode", event->executable_inode);
	put_device(&fields, "device", event->executable_device >> 20, event->executable_device & 0xfffff);
	return fields_end(&fields);
}

static json_t *number_object(const char *key, uint32_t number)
{
	struct fields fields = fields_begin();

	put_number(&fields, key, number);
	return fields_end(&fields);
}

/* ECS: process.thread, with the names of the effective capabilities. */
static json_t *thread_object(const struct gk_event *event)
{
	struct fields fields = fields_begin(), capabilities = fields_begin();
	json_t *effective = json_array();

	put_number(&fields, "id", event->tid);
	for (size_t i = 0; i < capability_words.count; i++) {
		const struct word *word = &capability_words.words[i];

		if (event->capabilities >> word->number & 1)
			json_array_append_new(effective, json_string(word->text));
	}
	if (json_array_size(effective) > 0)
		put_value(&capabilities, "effective", effective);
	else
		json_decref(effective);
	put_object(&fields, "capabilities", fields_end(&capabilities));
	return fields_end(&fields);
}

static json_t *process_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();

	put_number(&fields, "pid", event->pid);
	put_text(&fields, "name", event->comm, sizeof(event->comm));
	put_text(&fields, "executable", event->executable, sizeof(event->executable));
	put_object(&fields, "file", executable_object(event));
	put_object(&fields, "thread", thread_object(event));
	put_object(&fields, "parent", number_object("pid", event->parent_pid));
	return fields_end(&fields);
}

static json_t *user_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();

	put_number(&fields, "id", event->uid);
	if (event->login_uid != GK_NO_NUMBER)
		put_object(&fields, "audit", number_object("id", event->login_uid));
	return fields_end(&fields);
}

static bool path_of(const struct record_context *context, uint64_t id, struct gk_cgroup_path *ret_path)
{
	if (!id || !context->cgroup_path || !context->cgroup_path(context->cgroups, id, ret_path))
		return false;
	ret_path->text[sizeof(ret_path->text) - 1] = '\0';
	return true;
}

static json_t *container_object(const struct record_context *context, const struct gk_event *event)
{
	struct fields fields = fields_begin();
	char id[GK_CGROUP_PATH_SIZE];
	struct gk_cgroup_path path;

	if (path_of(context, event->cgroup_id, &path)) {
		cgroup_container(path.text, id);
		put_text(&fields, "id", id, sizeof(id));
	}
	return fields_end(&fields);
}

static json_t *cgroup_object(const struct record_context *context, uint64_t id)
{
	struct fields fields = fields_begin();
	struct gk_cgroup_path path;

	put_id(&fields, "id", id);
	if (path_of(context, id, &path))
		put_text(&fields, "path", path.text, sizeof(path.text));
	return fields_end(&fields);
}

static json_t *caller_object(const struct record_context *context, const struct gk_event *event)
{
	struct fields fields = fields_begin();

	put_object(&fields, "cgroup", cgroup_object(context, event->cgroup_id));
	return fields_end(&fields);
}

/* What the event does not say, the kernel side wrote down when the program was loaded. */
static struct gk_program program_of(const struct record_context *context, const struct gk_event *event)
{
	static const struct gk_program unknown;
	struct gk_program program = {.id = event->program_id};

	memcpy(program.name, event->program_name, sizeof(program.name));
	memcpy(program.tag, event->program_tag, sizeof(program.tag));
	if (!event->program_id || program.name[0] || memcmp(program.tag, unknown.tag, sizeof(program.tag)) != 0)
		return program;
	if (!context->program || !context->program(context->programs, event->program_id, &program))
		return unknown;
	return program;
}

static json_t *program_object(const struct record_context *context, const struct gk_event *event)
{
	struct gk_program program = program_of(context, event);
	struct fields fields = fields_begin();

	if (event->program_id)
		put_number(&fields, "id", event->program_id);
	put_text(&fields, "name", program.name, sizeof(program.name));
	put_hex(&fields, "tag", program.tag, sizeof(program.tag));
	put_word_if_any(&fields, "type", &program_type_words, event->program_type);
	if (event->signature == GK_SIGNATURE_SIGNED || event->signature == GK_SIGNATURE_UNSIGNED)
		put_bool(&fields, "signed", event->signature == GK_SIGNATURE_SIGNED);
	if (event->program_state != GK_PROGRAM_NONE && event->program_state != GK_PROGRAM_UNKNOWN)
		put_word(&fields, "state", &program_state_words, event->program_state);
	return fields_end(&fields);
}

static json_t *netns_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();

	if (event->netns != GK_NETNS_NONE)
		put_word(&fields, "relation", &netns_words, event->netns);
	if (event->netns_inode)
		put_number(&fields, "inode", event->netns_inode);
	return fields_end(&fields);
}

static json_t *target_object(const struct record_context *context, const struct gk_event *event)
{
	struct fields fields = fields_begin();

	put_object(&fields, "cgroup", cgroup_object(context, event->target_id));
	if (event->ifindex)
		put_object(&fields, "interface", number_object("index", event->ifindex));
	put_object(&fields, "netns", netns_object(event));
	if (event->relation != GK_TARGET_NONE)
		put_word(&fields, "relation", &relation_words, event->relation);
	return fields_end(&fields);
}

static json_t *link_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();

	if (event->link_id)
		put_number(&fields, "id", event->link_id);
	if (event->link_type)
		put_word(&fields, "type", &link_type_words, event->link_type);
	return fields_end(&fields);
}

static json_t *bpf_object(const struct record_context *context, const struct gk_event *event)
{
	struct fields fields = fields_begin();

	if (event->kind != GK_EVENT_GUARDED && event->kind != GK_EVENT_UNSEALED)
		put_word(&fields, "operation", &operation_words, event->operation);
	put_word_if_any(&fields, "command", &command_words, event->command);
	if (event->route != GK_ROUTE_BPF)
		put_word(&fields, "route", &route_words, event->route);
	put_word_if_any(&fields, "attach_type", &attach_type_words, event->attach_type);
	put_object(&fields, "program", program_object(context, event));
	put_object(&fields, "link", link_object(event));
	if (event->map_id)
		put_object(&fields, "map", number_object("id", event->map_id));
	put_object(&fields, "target", target_object(context, event));
	put_object(&fields, "caller", caller_object(context, event));
	if (event->shared_files)
		put_bool(&fields, "shared_descriptors", true);
	return fields_end(&fields);
}

static json_t *namespace_object(const struct record_context *context, const struct gk_event *event, unsigned int type)
{
	const bool init = !(event->namespaces & 1U << type);
	const struct gk_event_namespace *ns = init ? &context->init[type] : &event->ns[type];
	struct fields fields = fields_begin();

	if (ns->inode) {
		put_number(&fields, "inode", ns->inode);
		put_device(&fields, "device", context->namespace_major, context->namespace_minor);
	}
	put_id(&fields, "id", ns->id);
	put_bool(&fields, "init", init);
	return fields_end(&fields);
}

static json_t *namespaces_object(const struct record_context *context, const struct gk_event *event)
{
	struct fields fields = fields_begin();

	for (unsigned int type = 0; type < GK_NAMESPACE_COUNT; type++)
		put_object(&fields, word_text(&namespace_words, type), namespace_object(context, event, type));
	return fields_end(&fields);
}

static json_t *gatekeeper_object(const struct gk_event *event)
{
	struct fields fields = fields_begin();

	if (!is_truth(event))
		put_word(&fields, "verdict", &verdict_words, event->verdict);
	if (event->guarded != GK_GUARD_NONE)
		put_word(&fields, "guarded", &guard_words, event->guarded);
	put_text(&fields, "rule", event->rule, sizeof(event->rule));
	put_text(&fields, "file", event->file, sizeof(event->file));
	if (event->rule_line)
		put_number(&fields, "line", event->rule_line);
	put_text(&fields, "message", event->message, sizeof(event->message));
	put_word(&fields, "from", &from_words, event->from);
	put_word(&fields, "mode", &mode_words, event->mode);
	put_hex(&fields, "policy_digest", event->digest, sizeof(event->digest));
	if (event->generation)
		put_number(&fields, "generation", event->generation);
	return fields_end(&fields);
}

int64_t record_time(const struct record_context *context, uint64_t time)
{
	int64_t sum;

	return __builtin_add_overflow(context->boot_to_realtime, time, &sum) ? INT64_MAX : sum;
}

json_t *record_event(const struct record_context *context, const struct gk_event *event)
{
	struct fields record = fields_begin();

	put_time(&record, "@timestamp", record_time(context, event->time));
	put_object(&record, "event", event_object(event));
	put_object(&record, "error", error_object(event));
	put_object(&record, "process", process_object(event));
	put_object(&record, "user", user_object(event));
	put_object(&record, "container", container_object(context, event));
	put_object(&record, "bpf", bpf_object(context, event));
	put_object(&record, "namespaces", namespaces_object(context, event));
	put_object(&record, "gatekeeper", gatekeeper_object(event));
	return fields_end(&record);
}

json_t *record_sample(const struct record_context *context, uint64_t time, const void *sample, size_t size)
{
	struct gk_event event;

	/* A copy: what is checked stays what is read, and alignment is no question. */
	if (size != sizeof(event))
		return record_unreadable(context, time, sample, size);
	memcpy(&event, sample, sizeof(event));
	if (event.version != GK_ABI_VERSION)
		return record_unreadable(context, time, sample, size);
	return record_event(context, &event);
}

int record_line(json_t *record, char **ret_line, size_t *ret_length)
{
	char *line = NULL;
	char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
	int length = text ? asprintf(&line, "%s\n", text) : -1;

	json_decref(record);
	free(text);
	if (length < 0)
		return -ENOMEM;
	*ret_line = line;
	*ret_length = length;
	return 0;
}
