// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Record -> request, the way back of record.c: who asked, for what. Where it acts: event-target.c. */
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

enum shown { SHOWN_EXECUTABLE, SHOWN_CALLER, SHOWN_TARGET, SHOWN_NAME, SHOWN_TAG };

/* The text of a field as it may be shown; NULL: there is none. */
static int show(json_t *record, const char *path, struct event_request *request, enum shown which)
{
	const char *text = event_text(record, path);

	if (!text)
		return 0;
	request->shown[which] = malloc(ESCAPED_SIZE(strlen(text)));
	if (!request->shown[which])
		return -ENOMEM;
	escape_again(text, strlen(text), request->shown[which]);
	return 0;
}

static int show_words(json_t *record, struct event_request *request)
{
	struct request_words *words = &request->described.words;

	if (show(record, "process.executable", request, SHOWN_EXECUTABLE) < 0 ||
	    show(record, "bpf.caller.cgroup.path", request, SHOWN_CALLER) < 0 ||
	    show(record, "bpf.target.cgroup.path", request, SHOWN_TARGET) < 0 ||
	    show(record, "bpf.program.name", request, SHOWN_NAME) < 0 ||
	    show(record, "bpf.program.tag", request, SHOWN_TAG) < 0)
		return -ENOMEM;
	words->exe = request->shown[SHOWN_EXECUTABLE];
	words->caller_cgroup = request->shown[SHOWN_CALLER];
	words->target_cgroup = request->shown[SHOWN_TARGET];
	words->program_name = request->shown[SHOWN_NAME];
	words->program_tag = request->shown[SHOWN_TAG];
	words->capabilities = request->capabilities;
	return 0;
}

static int read_namespaces(json_t *record, struct gk_request *request, struct failure *failure)
{
	json_t *namespaces = json_object_get(record, "namespaces");

	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++) {
		json_t *ns = json_object_get(namespaces, word_text(&namespace_words, i));

		if (!ns)
			return failure_set(failure, -EINVAL, "the event does not have the namespace '%s' of its caller",
					   word_text(&namespace_words, i));
		if (!json_is_true(json_object_get(ns, "init")))
			request->namespaces |= 1U << i;
	}
	return 0;
}

static int read_uid(json_t *record, struct gk_request *request, struct failure *failure)
{
	json_t *uid = log_field(record, "user.id");

	if (!uid || json_integer_value(uid) < 0 || json_integer_value(uid) > UINT32_MAX)
		return failure_set(failure, -EINVAL, "the event has no user.id that is one");
	request->uid = json_integer_value(uid);
	return 0;
}

static int read_capabilities(json_t *record, struct event_request *event, struct failure *failure)
{
	json_t *list = log_field(record, "process.thread.capabilities.effective"), *item;
	size_t used = 0, i;

	json_array_foreach(list, i, item)
	{
		const char *text = json_string_value(item);
		const struct word *word = text ? word_by_text(&capability_words, text) : NULL;

		if (!word || event->described.request.capabilities & BIT(word->number))
			return failure_set(failure, -EINVAL,
					   "a capability that is not known to this version, or there twice");
		event->described.request.capabilities |= BIT(word->number);
		used += snprintf(event->capabilities + used, sizeof(event->capabilities) - used, "%s%s",
				 used ? "," : "", word->text);
	}
	if (used == 0)
		strcpy(event->capabilities, "none");
	else if (json_array_size(list) == capability_words.count)
		strcpy(event->capabilities, "all");
	return 0;
}

static int read_executable(json_t *record, struct event_request *event, struct failure *failure)
{
	const char *inode = event_text(record, "process.file.inode"), *path = event_text(record, "process.executable");
	const char *device = event_text(record, "process.file.device");
	struct gk_request *request = &event->described.request;
	unsigned int major = 0, minor = 0;

	if (inode && sscanf(inode, "%" SCNu64, (uint64_t *)&request->executable_inode) != 1)
		return failure_set(failure, -EINVAL, "process.file.inode is no number");
	if (device && sscanf(device, "%u:%u", &major, &minor) != 2)
		return failure_set(failure, -EINVAL, "process.file.device is not MAJOR:MINOR");
	request->executable_device = (uint64_t)major << 20 | minor;
	return event_bytes(path, event->executable, sizeof(event->executable), failure) < 0 ? -EINVAL : 0;
}

static int read_caller(json_t *record, struct event_request *event, struct failure *failure)
{
	struct gk_request *request = &event->described.request;
	int r = read_namespaces(record, request, failure);

	if (r == 0)
		r = read_uid(record, request, failure);
	if (r == 0)
		r = read_capabilities(record, event, failure);
	if (r == 0)
		r = read_executable(record, event, failure);
	if (r == 0)
		r = event_cgroup(event_text(record, "bpf.caller.cgroup.path"), event->caller_path,
				 event->described.caller, &request->caller, failure);
	return r;
}

static int read_recorded(json_t *record, struct event_request *event, struct failure *failure)
{
	unsigned int verdict, mode;

	if (event_word(record, "gatekeeper.verdict", &verdict_words, &verdict, failure) < 0 ||
	    event_word(record, "gatekeeper.mode", &mode_words, &mode, failure) < 0)
		return -EINVAL;
	event->recorded_verdict = verdict;
	event->recorded_mode = mode;
	event->recorded_rule = event_text(record, "gatekeeper.rule");
	return 0;
}

static bool is_decision(json_t *record)
{
	const char *kind = event_text(record, "event.kind"), *action = event_text(record, "event.action");

	return strcmp(kind, "event") == 0 && strcmp(action, word_text(&event_kind_words, GK_EVENT_DECISION)) == 0;
}

/* All but what was decided. */
static int read_request(json_t *record, struct event_request *ret_request, struct failure *failure)
{
	unsigned int operation;
	int r;

	memset(ret_request, 0, sizeof(*ret_request));
	r = event_word(record, "bpf.operation", &operation_words, &operation, failure);
	if (r < 0)
		return r;
	ret_request->described.request.operation = operation;
	ret_request->described.request.shared_files = json_is_true(log_field(record, "bpf.shared_descriptors"));
	r = read_caller(record, ret_request, failure);
	return r == 0 ? event_target(record, ret_request, failure) : r;
}

int event_request_read(json_t *record, struct event_request *ret_request, struct failure *failure)
{
	int r;

	if (!is_decision(record))
		return 0;
	r = read_request(record, ret_request, failure);
	if (r == 0)
		r = read_recorded(record, ret_request, failure);
	if (r == 0)
		r = show_words(record, ret_request);
	if (r < 0)
		event_request_release(ret_request);
	return r < 0 ? r : 1;
}

int event_request_read_truth(json_t *record, struct event_request *ret_request, struct failure *failure)
{
	return read_request(record, ret_request, failure);
}

void event_request_release(struct event_request *request)
{
	for (size_t i = 0; i < sizeof(request->shown) / sizeof(request->shown[0]); i++) {
		free(request->shown[i]);
		request->shown[i] = NULL;
	}
}
