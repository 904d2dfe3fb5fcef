// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The fields of a record and their types, for readers of logs that may have been tampered with: see log-shape.h. */
#include "gatekeeper/log/shape.h"

#include <string.h>

/* Objects stand before what is in them. */
static const struct {
	const char *path;
	json_type type;
	bool required;
} fields[] = {
	{"@timestamp", JSON_STRING, true},
	{"event", JSON_OBJECT, true},
	{"event.kind", JSON_STRING, true},
	{"event.action", JSON_STRING, true},
	{"event.outcome", JSON_STRING, false},
	{"event.id", JSON_STRING, false},
	{"event.sequence", JSON_INTEGER, false},
	{"event.reason", JSON_STRING, false},
	{"event.start", JSON_STRING, false},
	{"event.end", JSON_STRING, false},
	{"message", JSON_STRING, false},
	{"error", JSON_OBJECT, false},
	{"error.code", JSON_STRING, false},
	{"process", JSON_OBJECT, false},
	{"process.pid", JSON_INTEGER, false},
	{"process.name", JSON_STRING, false},
	{"process.executable", JSON_STRING, false},
	{"process.file", JSON_OBJECT, false},
	{"process.file.inode", JSON_STRING, false},
	{"process.file.device", JSON_STRING, false},
	{"process.thread", JSON_OBJECT, false},
	{"process.thread.capabilities", JSON_OBJECT, false},
	{"process.thread.capabilities.effective", JSON_ARRAY, false},
	{"user", JSON_OBJECT, false},
	{"user.id", JSON_INTEGER, false},
	{"user.audit", JSON_OBJECT, false},
	{"user.audit.id", JSON_INTEGER, false},
	{"container", JSON_OBJECT, false},
	{"container.id", JSON_STRING, false},
	{"bpf", JSON_OBJECT, false},
	{"bpf.operation", JSON_STRING, false},
	{"bpf.command", JSON_STRING, false},
	{"bpf.attach_type", JSON_STRING, false},
	{"bpf.program", JSON_OBJECT, false},
	{"bpf.program.id", JSON_INTEGER, false},
	{"bpf.program.name", JSON_STRING, false},
	{"bpf.program.tag", JSON_STRING, false},
	{"bpf.program.type", JSON_STRING, false},
	{"bpf.program.state", JSON_STRING, false},
	{"bpf.link", JSON_OBJECT, false},
	{"bpf.link.id", JSON_INTEGER, false},
	{"bpf.link.type", JSON_STRING, false},
	{"bpf.map", JSON_OBJECT, false},
	{"bpf.map.id", JSON_INTEGER, false},
	{"bpf.caller", JSON_OBJECT, false},
	{"bpf.caller.cgroup", JSON_OBJECT, false},
	{"bpf.caller.cgroup.id", JSON_STRING, false},
	{"bpf.caller.cgroup.path", JSON_STRING, false},
	{"bpf.target", JSON_OBJECT, false},
	{"bpf.target.cgroup", JSON_OBJECT, false},
	{"bpf.target.cgroup.id", JSON_STRING, false},
	{"bpf.target.cgroup.path", JSON_STRING, false},
	{"bpf.target.netns", JSON_OBJECT, false},
	{"bpf.target.netns.relation", JSON_STRING, false},
	{"bpf.target.interface", JSON_OBJECT, false},
	{"bpf.target.interface.index", JSON_INTEGER, false},
	{"bpf.target.relation", JSON_STRING, false},
	{"namespaces", JSON_OBJECT, false},
	{"gatekeeper", JSON_OBJECT, false},
	{"gatekeeper.verdict", JSON_STRING, false},
	{"gatekeeper.guarded", JSON_STRING, false},
	{"gatekeeper.rule", JSON_STRING, false},
	{"gatekeeper.line", JSON_INTEGER, false},
	{"gatekeeper.from", JSON_STRING, false},
	{"gatekeeper.mode", JSON_STRING, false},
	{"gatekeeper.policy_digest", JSON_STRING, false},
	{"gatekeeper.generation", JSON_INTEGER, false},
	{"gatekeeper.repeat", JSON_INTEGER, false},
	{"chain", JSON_STRING, false},
	{"gatekeeper.lost", JSON_OBJECT, false},
	{"gatekeeper.lost.sequence", JSON_OBJECT, false},
	{"gatekeeper.lost.sequence.after", JSON_INTEGER, false},
	{"gatekeeper.lost.sequence.before", JSON_INTEGER, false},
};

static bool namespaces_are_sound(json_t *namespaces)
{
	const char *name;
	json_t *ns;

	json_object_foreach(namespaces, name, ns)
	{
		if (!json_is_object(ns) || !json_is_boolean(json_object_get(ns, "init")))
			return false;
	}
	return true;
}

bool log_is_record(json_t *value)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		json_t *field = log_field(value, fields[i].path);

		if (field ? json_typeof(field) != fields[i].type : fields[i].required)
			return false;
	}
	return namespaces_are_sound(json_object_get(value, "namespaces"));
}

json_t *log_field(json_t *record, const char *path)
{
	while (record && *path) {
		size_t length = strcspn(path, ".");

		record = json_object_getn(record, path, length);
		path += length + (path[length] == '.');
	}
	return record;
}
