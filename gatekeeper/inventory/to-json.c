// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* An attachment as a JSON object, with the field names of the audit log. */
#include <stdlib.h>
#include <string.h>

#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/show.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/fields.h"

static const char *const origin_words[] = {
	[ORIGIN_NOT_ON_RECORD] = "not-on-record",
	[ORIGIN_BEFORE_GATEKEEPER] = "before-gatekeeper",
	[ORIGIN_RECORDED] = "recorded",
	[ORIGIN_OWN] = "gatekeeper",
};

static json_t *program_object(const struct attachment *attachment)
{
	struct fields fields = fields_begin();

	if (attachment->program_id) {
		put_number(&fields, "id", attachment->program_id);
		put_text(&fields, "name", attachment->program_name, sizeof(attachment->program_name));
		put_hex(&fields, "tag", attachment->program_tag, sizeof(attachment->program_tag));
		put_word_if_any(&fields, "type", &program_type_words, attachment->program_type);
	}
	return fields_end(&fields);
}

static json_t *link_object(const struct attachment *attachment)
{
	struct fields fields = fields_begin();

	if (attachment->link_id) {
		put_number(&fields, "id", attachment->link_id);
		put_word_if_any(&fields, "type", &link_type_words, attachment->link_type);
	}
	return fields_end(&fields);
}

static json_t *cgroup_object(const struct attachment *attachment)
{
	struct fields fields = fields_begin();

	put_id(&fields, "id", attachment->cgroup_id);
	if (attachment->cgroup_path)
		put_text(&fields, "path", attachment->cgroup_path, strlen(attachment->cgroup_path) + 1);
	return fields_end(&fields);
}

static json_t *target_object(const struct attachment *attachment)
{
	struct fields fields = fields_begin(), interface = fields_begin(), netns = fields_begin();

	put_object(&fields, "cgroup", cgroup_object(attachment));
	if (attachment->ifindex)
		put_number(&interface, "index", attachment->ifindex);
	put_text(&interface, "name", attachment->interface, sizeof(attachment->interface));
	put_object(&fields, "interface", fields_end(&interface));
	if (attachment->netns_inode)
		put_number(&netns, "inode", attachment->netns_inode);
	put_object(&fields, "netns", fields_end(&netns));
	return fields_end(&fields);
}

static json_t *bpf_object(const struct attachment *attachment)
{
	struct fields fields = fields_begin();

	put_word(&fields, "operation", &operation_words, attachment->operation);
	put_word_if_any(&fields, "attach_type", &attach_type_words, attachment->attach_type);
	put_object(&fields, "program", program_object(attachment));
	put_object(&fields, "link", link_object(attachment));
	if (attachment->map_id)
		put_value(&fields, "map", json_pack("{s:i}", "id", attachment->map_id));
	put_object(&fields, "target", target_object(attachment));
	put_text(&fields, "detail", attachment->detail, sizeof(attachment->detail));
	if (attachment->inherited)
		put_bool(&fields, "inherited", true);
	if (attachment->pid)
		put_number(&fields, "held_by", attachment->pid);
	if (attachment->pins)
		put_value(&fields, "pinned", json_incref(attachment->pins));
	return fields_end(&fields);
}

/* Copies a field of the record. */
static void copy_field(struct fields *fields, json_t *record, const char *key, const char *path)
{
	json_t *value = log_field(record, path);

	if (value)
		put_value(fields, key, json_incref(value));
}

static json_t *process_object(json_t *record)
{
	struct fields fields = fields_begin();
	char *executable = attached_executable(record);

	copy_field(&fields, record, "pid", "process.pid");
	copy_field(&fields, record, "name", "process.name");
	copy_field(&fields, record, "file", "process.file");
	if (executable)
		put_string(&fields, "executable", executable);
	free(executable);
	return fields_end(&fields);
}

static json_t *origin_object(const struct attachment *attachment)
{
	struct fields fields = fields_begin(), gatekeeper = fields_begin();
	json_t *record = attachment->record;

	put_string(&fields, "state", origin_words[attachment->origin]);
	copy_field(&fields, record, "@timestamp", "@timestamp");
	copy_field(&fields, record, "id", "event.id");
	if (record)
		put_object(&fields, "process", process_object(record));
	copy_field(&fields, record, "user", "user");
	copy_field(&fields, record, "container", "container");
	copy_field(&fields, record, "orchestrator", "orchestrator");
	copy_field(&fields, record, "systemd", "systemd");
	copy_field(&fields, record, "cgroup", "bpf.caller.cgroup");
	copy_field(&gatekeeper, record, "from", "gatekeeper.from");
	copy_field(&gatekeeper, record, "rule", "gatekeeper.rule");
	copy_field(&gatekeeper, record, "file", "gatekeeper.file");
	copy_field(&gatekeeper, record, "line", "gatekeeper.line");
	put_object(&fields, "gatekeeper", fields_end(&gatekeeper));
	return fields_end(&fields);
}

static json_t *policy_object(const struct attachment *attachment)
{
	const struct attachment_decision *decision = &attachment->decision;
	struct fields fields = fields_begin();

	if (decision->caller == CALLER_NONE)
		return fields_end(&fields);
	put_string(&fields, "caller", decision->caller == CALLER_RECORDED ? "recorded" : "container");
	put_word(&fields, "verdict", &verdict_words, decision->verdict);
	if (decision->rule) {
		put_text(&fields, "rule", decision->rule->name, sizeof(decision->rule->name));
		put_text(&fields, "file", decision->file, GK_FILE_NAME_SIZE);
		put_number(&fields, "line", decision->rule->line);
	}
	if (decision->caller == CALLER_CONTAINER)
		put_word(&fields, "host_verdict", &verdict_words, decision->host_verdict);
	return fields_end(&fields);
}

json_t *attachment_to_json(const struct attachment *attachment)
{
	struct fields fields = fields_begin();

	put_object(&fields, "bpf", bpf_object(attachment));
	put_object(&fields, "origin", origin_object(attachment));
	put_object(&fields, "policy", policy_object(attachment));
	return fields_end(&fields);
}
