// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Record -> request, the inverse of gatekeeper/record: operation and caller. The target: from-record-target.c. */
#include "gatekeeper/request/described-container.h"
#include "gatekeeper/request/from-record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/request/from-record-target.h"
#include "gatekeeper/request/record-values.h"

#define BIT(number) (1ULL << (number))

static int escape_field(json_t *record, const char *path, char **ret_text)
{
	const char *text = record_text(record, path);
	char *escaped;

	if (!text)
		return 0;
	escaped = malloc(ESCAPED_SIZE(strlen(text)));
	if (!escaped)
		return -ENOMEM;
	escape_again(text, strlen(text), escaped);
	*ret_text = escaped;
	return 0;
}

/* The words of the request, for printing: escaped, and owned by `shown`. */
static int escape_words(json_t *record, struct event_request *request)
{
	struct request_words *words = &request->described.words;
	const struct {
		const char *path;
		const char **word;
	} fields[EVENT_WORDS] = {
		{"process.executable", &words->exe},
		{"bpf.caller.cgroup.path", &words->caller_cgroup},
		{"bpf.target.cgroup.path", &words->target_cgroup},
		{"bpf.program.name", &words->program_name},
		{"bpf.program.tag", &words->program_tag},
	};

	for (size_t i = 0; i < EVENT_WORDS; i++) {
		if (escape_field(record, fields[i].path, &request->shown[i]) < 0)
			return -ENOMEM;
		*fields[i].word = request->shown[i];
	}
	words->capabilities = request->capabilities;
	return 0;
}

static int read_namespaces(json_t *record, struct gk_request *request, struct failure *failure)
{
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++) {
		int init = log_namespace_is_init(record, word_text(&namespace_words, i));

		if (init < 0)
			return failure_set(failure, -EINVAL, "the event has no namespace '%s' of its caller",
					   word_text(&namespace_words, i));
		if (!init)
			request->namespaces |= 1U << i;
	}
	return 0;
}

static int read_uid(json_t *record, struct gk_request *request, struct failure *failure)
{
	json_t *uid = log_field(record, "user.id");

	if (!uid || json_integer_value(uid) < 0 || json_integer_value(uid) > UINT32_MAX)
		return failure_set(failure, -EINVAL, "user.id is missing or not a user ID");
	request->uid = json_integer_value(uid);
	return 0;
}

static int add_capability(struct event_request *event, const char *text, size_t *used, struct failure *failure)
{
	const struct word *word = text ? word_by_text(&capability_words, text) : NULL;

	if (!word || event->described.request.capabilities & BIT(word->number))
		return failure_set(failure, -EINVAL, "a capability is unknown to this version or listed twice");
	event->described.request.capabilities |= BIT(word->number);
	*used += snprintf(event->capabilities + *used, sizeof(event->capabilities) - *used, "%s%s", *used ? "," : "",
			  word->text);
	return 0;
}

/* Version 1 lists them also if the caller has all. */
static int read_capabilities(json_t *record, struct event_request *event, struct failure *failure)
{
	json_t *list = log_field(record, "process.thread.capabilities.effective"), *item;
	size_t used = 0, i;
	int r;

	for (i = 0; json_is_string(list) && i < capability_words.count; i++)
		event->described.request.capabilities |= BIT(capability_words.words[i].number);
	json_array_foreach (list, i, item) {
		r = add_capability(event, json_string_value(item), &used, failure);
		if (r < 0)
			return r;
	}
	if (json_is_string(list) || json_array_size(list) == capability_words.count)
		strcpy(event->capabilities, "all");
	else if (used == 0)
		strcpy(event->capabilities, "none");
	return 0;
}

static int read_executable(json_t *record, struct event_request *event, struct failure *failure)
{
	const char *inode = record_text(record, "process.file.inode"),
		   *path = record_text(record, "process.executable");
	const char *device = record_text(record, "process.file.device");
	struct gk_request *request = &event->described.request;
	unsigned int major = 0, minor = 0;

	if (inode && sscanf(inode, "%" SCNu64, (uint64_t *)&request->executable_inode) != 1)
		return failure_set(failure, -EINVAL, "process.file.inode is not a number");
	if (device && sscanf(device, "%u:%u", &major, &minor) != 2)
		return failure_set(failure, -EINVAL, "process.file.device is not MAJOR:MINOR");
	request->executable_device = (uint64_t)major << 20 | minor;
	return read_bytes(path, event->executable, sizeof(event->executable), failure) < 0 ? -EINVAL : 0;
}

static void read_first_word(json_t *record, struct event_request *event)
{
	const char *words = record_text(record, "process.command_line");
	size_t length = words ? strcspn(words, " ") : 0;

	if (length == 0 || length >= sizeof(event->first_word))
		return;
	memcpy(event->first_word, words, length);
	event->first_word[length] = '\0';
}

static int read_caller(json_t *record, struct event_request *event, struct failure *failure)
{
	struct gk_request *request = &event->described.request;
	int r = read_namespaces(record, request, failure);

	if (r < 0)
		return r;
	r = read_uid(record, request, failure);
	if (r < 0)
		return r;
	r = read_capabilities(record, event, failure);
	if (r < 0)
		return r;
	r = read_executable(record, event, failure);
	if (r < 0)
		return r;
	read_first_word(record, event);
	r = read_cgroup_path(record_text(record, "bpf.caller.cgroup.path"), event->caller_path, event->described.caller,
			     &request->caller, failure);
	if (r == 0)
		r = read_bytes(record_text(record, "systemd.unit"), event->unit, sizeof(event->unit), failure);
	if (r >= 0)
		container_from_record(record, event->caller_path, &event->described.container);
	return r < 0 ? r : 0;
}

static int read_recorded(json_t *record, struct event_request *event, struct failure *failure)
{
	unsigned int verdict, mode;

	if (read_record_word(record, "gatekeeper.verdict", &verdict_words, &verdict, failure) < 0 ||
	    read_record_word(record, "gatekeeper.mode", &mode_words, &mode, failure) < 0)
		return -EINVAL;
	event->recorded_verdict = verdict;
	event->recorded_mode = mode;
	event->recorded_rule = record_text(record, "gatekeeper.rule");
	return 0;
}

static bool is_decision(json_t *record)
{
	const char *kind = record_text(record, "event.kind"), *action = record_text(record, "event.action");

	return strcmp(kind, "event") == 0 && strcmp(action, word_text(&event_kind_words, GK_EVENT_DECISION)) == 0;
}

/* The request without the decision. */
static int read_request(json_t *record, struct event_request *ret_request, struct failure *failure)
{
	unsigned int operation;
	int r;

	memset(ret_request, 0, sizeof(*ret_request));
	r = read_record_word(record, "bpf.operation", &operation_words, &operation, failure);
	if (r < 0)
		return r;
	ret_request->described.request.operation = operation;
	ret_request->described.request.shared_files = json_is_true(log_field(record, "bpf.shared_descriptors"));
	r = read_caller(record, ret_request, failure);
	return r < 0 ? r : read_target(record, ret_request, failure);
}

int event_request_read(json_t *record, struct event_request *ret_request, struct failure *failure)
{
	int r;

	if (!is_decision(record))
		return 0;
	r = read_request(record, ret_request, failure);
	if (r < 0)
		return r;
	r = read_recorded(record, ret_request, failure);
	if (r < 0)
		return r;
	r = escape_words(record, ret_request);
	if (r < 0) {
		event_request_release(ret_request);
		return failure_set(failure, r, "%s", strerror(-r));
	}
	return 1;
}

int event_request_read_outcome(json_t *record, struct event_request *ret_request, struct failure *failure)
{
	return read_request(record, ret_request, failure);
}

void event_request_release(struct event_request *request)
{
	for (size_t i = 0; i < EVENT_WORDS; i++) {
		free(request->shown[i]);
		request->shown[i] = NULL;
	}
}
