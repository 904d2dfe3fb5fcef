// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* An event of the audit log, decided again: see logged.h. */
#include "gatekeeper/explain/logged.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/request/from-record.h"
#include "gatekeeper/explain/answer.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/base/print-json.h"

static const char *text_of(json_t *record, const char *path)
{
	return json_string_value(log_field(record, path));
}

/* A text of a log, which may have been tampered with. */
static void put_text(const char *before, const char *text)
{
	_cleanup_free_ char *shown = text ? malloc(ESCAPED_SIZE(strlen(text))) : NULL;

	if (!shown)
		return;
	escape_again(text, strlen(text), shown);
	printf("%s%s", before, shown);
}

static bool is_different(const struct answer *answer, const struct event_request *event)
{
	return answer->decision.verdict != event->recorded_verdict;
}

static void print_recorded(const struct answer *answer, const struct event_request *event, json_t *record)
{
	printf("recorded: %s", word_text(&verdict_words, event->recorded_verdict));
	put_text(" by rule ", event->recorded_rule);
	if (!event->recorded_rule)
		put_text(", ", text_of(record, "event.reason"));
	printf("%s; the answer %s\n", event->recorded_mode == GK_AUDIT ? " (audit)" : "",
	       is_different(answer, event) ? "DIFFERS" : "is the same");
}

static void print_event(const struct answer *answer, const struct event_request *event, json_t *record)
{
	put_text("event ", text_of(record, "event.id"));
	put_text(" of ", text_of(record, "@timestamp"));
	put_text(" by ", text_of(record, "process.name"));
	putchar('\n');
	answer_print(answer);
	print_recorded(answer, event, record);
	putchar('\n');
}

static json_t *recorded_to_json(const struct event_request *event, json_t *record)
{
	json_t *object = json_pack("{s:s, s:s}", "verdict", word_text(&verdict_words, event->recorded_verdict), "mode",
				   word_text(&mode_words, event->recorded_mode));
	static const char *const fields[] = {"rule", "file", "line", "policy_digest"};

	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
		json_t *value = json_object_get(json_object_get(record, "gatekeeper"), fields[i]);

		if (value)
			json_object_set(object, fields[i], value);
	}
	return object;
}

static int print_event_json(const struct answer *answer, const struct event_request *event, json_t *record)
{
	json_t *object = answer_to_json(answer);

	json_object_set(object, "@timestamp", json_object_get(record, "@timestamp"));
	json_object_set(object, "event", json_object_get(record, "event"));
	json_object_set_new(object, "recorded", recorded_to_json(event, record));
	json_object_set_new(object, "differs", json_boolean(is_different(answer, event)));
	return print_json(object, JSON_COMPACT | JSON_ENSURE_ASCII); /* terminals act on more than ASCII controls */
}

/* Is there a cgroup in which a caller in these namespaces satisfies other rules than in one that is not named? */
static bool depends_on_cgroup(const struct gk_image *image, __u8 namespaces)
{
	const struct gk_entry *other = &image->entry[image->other_cgroup];

	if (!(image->uses & GK_USES_CALLER_CGROUP))
		return false;
	for (size_t i = 0; i < GK_ENTRIES; i++) {
		const struct gk_entry *entry = &image->entry[i];
		const __u64 kind = entry->b >> 56;

		if (kind != GK_KEY_CGROUP >> 56 && kind != GK_KEY_UNIT >> 56 &&
		    !(kind == GK_KEY_PATH >> 56 && entry->a))
			continue;
		if (entry->cell != other->cell ||
		    gk_from(image, namespaces, entry->flags) != gk_from(image, namespaces, other->flags))
			return true;
	}
	return false;
}

/*
 * Is the caller in a container which the policy was compiled with? By the ids of its cgroups: the paths of containers
 * are not in the image. The nearest one that is named has the flag of those above it.
 */
static bool is_in_known_container(const struct gk_image *image, const struct gk_request *request)
{
	return image->entry[gk_find_cgroup(image, &image->caller_level, &request->caller)].flags & GK_ENTRY_NOT_HOST;
}

const char *find_missing_path(const struct gk_image *image, const struct event_request *event)
{
	const struct gk_request *request = &event->described.request;

	if (!event->caller_path[0] && depends_on_cgroup(image, request->namespaces))
		return "the policy needs the path of the caller's cgroup, which is missing in the event or cut off";
	if (image->uses & GK_USES_TARGET_CGROUP && !event->target_path[0] && request->relation != GK_TARGET_NONE &&
	    request->relation != GK_TARGET_UNKNOWN)
		return "the policy needs the path of the target cgroup, which is missing in the event or cut off";
	if (image->flags & GK_IMAGE_NAMES_CONTAINERS && event->described.container.cgroup[0] &&
	    !is_in_known_container(image, request))
		return "the policy names containers, and the caller's is not there any more; describe it: gatekeeper "
		       "explain --container";
	return NULL;
}

static int explain_event(struct answer *answer, const struct event_request *event, json_t *record, bool as_json)
{
	answer->described = &event->described;
	answer->decision = gk_decide(answer->image, &event->described.request);
	if (as_json)
		return print_event_json(answer, event, record);
	print_event(answer, event, record);
	return 0;
}

int explain_record(const struct findings *findings, const struct gk_image *image, json_t *record, bool as_json,
		   struct failure *failure)
{
	struct answer answer = {.findings = findings, .image = image};
	struct event_request event;
	const char *missing;
	int r = event_request_read(record, &event, failure);

	if (r <= 0)
		return r;
	missing = find_missing_path(image, &event);
	if (missing)
		r = failure_set(failure, -EINVAL, "%s", missing);
	else if (explain_event(&answer, &event, record, as_json) < 0)
		r = failure_set(failure, -ENOMEM, "%s", strerror(ENOMEM));
	event_request_release(&event);
	return r;
}
