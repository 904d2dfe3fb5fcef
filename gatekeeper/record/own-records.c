// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The gatekeeper's own records: what was lost, what could not be read, what the daemon did. See record.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/record/fields.h"
#include "gatekeeper/record/record.h"

#define MESSAGE_ROOM 256

/* ECS event.kind for trouble on the way from the kernel to the log. */
static const char trouble[] = "pipeline_error";

static struct fields event_begin(const char *kind, const char *action, const char *outcome)
{
	struct fields event = fields_begin();

	put_string(&event, "kind", kind);
	put_string(&event, "action", action);
	put_string(&event, "outcome", outcome);
	return event;
}

/* Takes over both objects. */
static json_t *own_record(int64_t time, json_t *event, const char *message, json_t *gatekeeper)
{
	struct fields record = fields_begin();

	put_time(&record, "@timestamp", time);
	put_object(&record, "event", event);
	put_text(&record, "message", message, strlen(message));
	put_object(&record, "gatekeeper", gatekeeper);
	return fields_end(&record);
}

static json_t *gap_event(const struct record_context *context, const struct record_gap *gap)
{
	struct fields event = event_begin(trouble, "gap", "failure");

	if (gap->first_time)
		put_time(&event, "start", record_time(context, gap->first_time));
	if (gap->last_time)
		put_time(&event, "end", record_time(context, gap->last_time));
	return fields_end(&event);
}

static json_t *sequence_object(const struct record_gap *gap)
{
	struct fields sequence = fields_begin();

	if (gap->after_sequence)
		put_number(&sequence, "after", gap->after_sequence);
	if (gap->before_sequence)
		put_number(&sequence, "before", gap->before_sequence);
	return fields_end(&sequence);
}

static json_t *lost_object(const struct record_gap *gap)
{
	struct fields lost = fields_begin();

	for (unsigned int verdict = 0; verdict < GK_VERDICT_COUNT; verdict++)
		put_number(&lost, word_text(&verdict_words, verdict), gap->lost[verdict]);
	put_number(&lost, "truth", gap->lost_truth);
	put_object(&lost, "sequence", sequence_object(gap));
	return fields_end(&lost);
}

static json_t *wrap(const char *key, json_t *object)
{
	struct fields fields = fields_begin();

	put_object(&fields, key, object);
	return fields_end(&fields);
}

json_t *record_gap(const struct record_context *context, uint64_t time, const struct record_gap *gap)
{
	char message[MESSAGE_ROOM];

	snprintf(message, sizeof(message),
		 "events were lost: %" PRIu64 " allowed and %" PRIu64 " denied decisions, %" PRIu64
		 " attach or detach results",
		 gap->lost[GK_ALLOW], gap->lost[GK_DENY], gap->lost_truth);
	return own_record(record_time(context, time), gap_event(context, gap), message, wrap("lost", lost_object(gap)));
}

static json_t *sample_object(const void *sample, size_t size)
{
	struct fields fields = fields_begin();
	uint32_t version;

	put_number(&fields, "size", size);
	if (size >= sizeof(version)) {
		memcpy(&version, sample, sizeof(version));
		put_number(&fields, "version", version);
	}
	return fields_end(&fields);
}

json_t *record_unreadable(const struct record_context *context, uint64_t time, const void *sample, size_t size)
{
	struct fields event = event_begin(trouble, "unreadable", "failure");

	return own_record(record_time(context, time), fields_end(&event),
			  "an event that is not of this program's version could not be read",
			  wrap("sample", sample_object(sample, size)));
}

static const struct {
	const char *action;
	const char *outcome;
} states[] = {
	[RECORD_DAEMON_STARTED] = {"daemon-started", "success"},
	[RECORD_DAEMON_STOPPED] = {"daemon-stopped", "success"},
	[RECORD_POLICY_LOADED] = {"policy-loaded", "success"},
	[RECORD_POLICY_REJECTED] = {"policy-rejected", "failure"},
	[RECORD_POLICY_UNLOADED] = {"policy-unloaded", "success"},
	[RECORD_PINS_RESTORED] = {"pins-restored", "success"},
	[RECORD_ENFORCEMENT_LOST] = {"enforcement-lost", "failure"},
	[RECORD_ENFORCEMENT_RESTORED] = {"enforcement-restored", "success"},
	[RECORD_RACE_UNDONE] = {"race-undone", "success"},
	[RECORD_RACE_STAYS] = {"race-undone", "failure"},
};

json_t *record_state(const struct record_context *context, uint64_t time, enum record_state state, const char *message)
{
	struct fields event = event_begin("event", states[state].action, states[state].outcome);

	return own_record(record_time(context, time), fields_end(&event), message, json_object());
}
