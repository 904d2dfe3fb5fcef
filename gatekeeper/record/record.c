// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Flow A, from event to record: finds out what the event does not say, and writes the fields of table.c in order. */
#include "gatekeeper/record/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/record/table.h"

#define MESSAGE_SIZE 256

/* ECS event.kind for trouble on the way from the kernel to the log. */
#define PIPELINE_ERROR "pipeline_error"

static json_t *make_record(const struct record_source *source)
{
	struct fields fields = fields_begin();

	for (size_t i = 0; i < record_field_count; i++) {
		if (record_fields[i].put)
			record_fields[i].put(&fields, &record_fields[i], source);
	}
	return fields_end(&fields);
}

void record_path(const struct record_context *context, uint64_t id, struct gk_cgroup_path *path)
{
	struct gk_cgroup_path found;

	if (!id || !context->cgroup_path || !context->cgroup_path(context->cgroups, id, &found))
		return;
	*path = found;
	path->text[sizeof(path->text) - 1] = '\0';
}

/* What the event does not say, the kernel side wrote down when the program was loaded. */
struct gk_program record_program(const struct record_context *context, const struct gk_event *event)
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

/* Not for counted denials: the first of them may be long ago. */
static void observe_caller(struct record_source *source)
{
	const struct record_context *context = source->context;
	struct record_observed observed;

	if (!source->repeat && context->observe && context->observe(context->observer, source->event, &observed))
		source->observed = observed;
}

static void find_container(struct record_source *source)
{
	const struct record_context *context = source->context;

	if (context->container && source->caller_path.text[0])
		source->container = context->container(context->containers, source->event->cgroup_id,
						       source->caller_path.text, source->event->time);
}

static json_t *record_of_event(const struct record_context *context, uint64_t time, const struct gk_event *event,
			       const struct repeat *repeat)
{
	struct record_source source = {
		.context = context,
		.time = time,
		.event = event,
		.repeat = repeat,
		.program = record_program(context, event),
	};

	record_path(context, event->cgroup_id, &source.caller_path);
	record_path(context, event->target_id, &source.target_path);
	find_container(&source);
	observe_caller(&source);
	return make_record(&source);
}

json_t *record_event(const struct record_context *context, const struct gk_event *event)
{
	return record_of_event(context, event->time, event, NULL);
}

json_t *record_repeat(const struct record_context *context, uint64_t time, const struct repeat *repeat)
{
	return record_of_event(context, time, &repeat->event, repeat);
}

json_t *record_unreadable(const struct record_context *context, uint64_t time, const void *sample, size_t size)
{
	static const struct own_record own = {
		.kind = PIPELINE_ERROR,
		.action = "unreadable",
		.outcome = "failure",
		.message = "an event that is not of this program's version could not be read",
	};
	const struct record_sample bytes = {.bytes = sample, .size = size};
	const struct record_source source = {.context = context, .time = time, .own = &own, .sample = &bytes};

	return make_record(&source);
}

json_t *record_gap(const struct record_context *context, uint64_t time, const struct record_gap *gap)
{
	char message[MESSAGE_SIZE];
	const struct own_record own = {
		.kind = PIPELINE_ERROR,
		.action = "gap",
		.outcome = "failure",
		.message = message,
	};
	const struct record_source source = {.context = context, .time = time, .own = &own, .gap = gap};

	snprintf(message, sizeof(message),
		 "events were lost: %" PRIu64 " allowed and %" PRIu64 " denied decisions, %" PRIu64
		 " attach or detach results",
		 gap->lost[GK_ALLOW], gap->lost[GK_DENY], gap->lost_outcomes);
	return make_record(&source);
}

#define STATE(what, result) \
	{ \
		.kind = "event", .action = (what), .outcome = (result) \
	}

json_t *record_state(const struct record_context *context, uint64_t time, enum record_state state, const char *message)
{
	static const struct own_record states[] = {
		[RECORD_DAEMON_STARTED] = {.kind = "event",
					   .action = "daemon-started",
					   .outcome = "success",
					   .has_namespaces = true},
		[RECORD_DAEMON_STOPPED] = STATE("daemon-stopped", "success"),
		[RECORD_POLICY_LOADED] = STATE("policy-loaded", "success"),
		[RECORD_POLICY_REJECTED] = STATE("policy-rejected", "failure"),
		[RECORD_POLICY_UNLOADED] = STATE("policy-unloaded", "success"),
		[RECORD_PINS_RESTORED] = STATE("pins-restored", "success"),
		[RECORD_ENFORCEMENT_LOST] = STATE("enforcement-lost", "failure"),
		[RECORD_ENFORCEMENT_RESTORED] = STATE("enforcement-restored", "success"),
		[RECORD_LOCKED_OUT] = STATE("daemon-locked-out", "failure"),
		[RECORD_RACE_UNDONE] = STATE("race-undone", "success"),
		[RECORD_RACE_STAYS] = STATE("race-undone", "failure"),
	};
	struct own_record own = states[state];
	const struct record_source source = {.context = context, .time = time, .own = &own};

	own.message = message;
	return make_record(&source);
}

json_t *record_change(const struct record_context *context, uint64_t time, const struct record_change *change,
		      const char *message)
{
	struct own_record own = STATE("policy-loaded", "success");
	const struct record_source source = {.context = context, .time = time, .own = &own, .change = change};

	own.message = message;
	return make_record(&source);
}

json_t *record_sample(const struct record_context *context, uint64_t time, const void *sample, size_t size)
{
	struct gk_event event;

	/* A copy: the ring cannot change it after the check, and it is aligned. */
	if (size != sizeof(event))
		return record_unreadable(context, time, sample, size);
	memcpy(&event, sample, sizeof(event));
	if (event.version != GK_ABI_VERSION)
		return record_unreadable(context, time, sample, size);
	return record_event(context, &event);
}

int record_line(json_t *record, char **ret_line, size_t *ret_length)
{
	_cleanup_free_ char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
	char *line = NULL;
	int length;

	json_decref(record);
	if (!text)
		return -ENOMEM;
	length = asprintf(&line, "%s\n", text);
	if (length < 0)
		return -ENOMEM;
	*ret_line = line;
	*ret_length = length;
	return 0;
}
