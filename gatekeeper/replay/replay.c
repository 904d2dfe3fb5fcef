// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/replay/replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"

#include "gatekeeper/explain/logged.h"
#include "gatekeeper/log/all-lines.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/request/from-record.h"

int replay_init(const struct gk_image *before, const struct gk_image *after, const struct resolver *cgroups,
		struct replay *replay)
{
	*replay = (struct replay){.image = {before, after}, .cgroups = cgroups, .number = json_object()};
	return replay->number ? 0 : -ENOMEM;
}

void replay_release(struct replay *replay)
{
	for (size_t i = 0; i < replay->count; i++) {
		struct replay_group *group = &replay->group[i];

		free(group->operation);
		free(group->executable);
		free(group->container);
		free(group->last_id);
		free(group->last_time);
	}
	free(replay->group);
	json_decref(replay->number);
	*replay = (struct replay){0};
}

static const char *text_of(json_t *record, const char *field)
{
	const char *text = json_string_value(log_field(record, field));

	return text ? text : "";
}

static long long user_of(json_t *record)
{
	return json_integer_value(log_field(record, "user.id"));
}

static const char *executable_of(json_t *record)
{
	const char *executable = text_of(record, "process.executable");

	return executable[0] ? executable : text_of(record, "process.name");
}

/* What events of one group have in common. */
static char *make_key(json_t *record, const struct gk_decision *after)
{
	const char *container = text_of(record, "container.id");
	char *key;

	if (asprintf(&key, "%d|%s|%lld|%s|%s", after->verdict, container, container[0] ? -1 : user_of(record),
		     text_of(record, "bpf.operation"), executable_of(record)) < 0)
		return NULL;
	return key;
}

static char *copy_if_any(const char *text)
{
	return text[0] ? strdup(text) : NULL;
}

static bool is_complete(const struct replay_group *group, const char *container)
{
	return group->operation && group->executable && (group->container || !container[0]);
}

static int add_group(struct replay *replay, json_t *record, const char *key)
{
	struct replay_group *grown = reallocarray(replay->group, replay->count + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	replay->group = grown;
	grown[replay->count++] = (struct replay_group){
		.operation = strdup(text_of(record, "bpf.operation")),
		.executable = strdup(executable_of(record)),
		.container = copy_if_any(text_of(record, "container.id")),
		.user = user_of(record),
	};
	if (!is_complete(&grown[replay->count - 1], text_of(record, "container.id")))
		return -ENOMEM;
	return json_object_set_new(replay->number, key, json_integer(replay->count)) ? -ENOMEM : 0;
}

static int replace_text(char **text, const char *new_text)
{
	free(*text);
	*text = strdup(new_text);
	return *text ? 0 : -ENOMEM;
}

/* The group of a record; NULL: there are too many, or no memory. */
static struct replay_group *find_group(struct replay *replay, json_t *record, const struct gk_decision *after)
{
	_cleanup_free_ char *key = make_key(record, after);
	json_int_t number;

	if (!key)
		return NULL;
	number = json_integer_value(json_object_get(replay->number, key));
	if (number)
		return &replay->group[number - 1];
	if (replay->count == REPLAY_GROUPS_MAX || add_group(replay, record, key))
		return NULL;
	return &replay->group[replay->count - 1];
}

static int add_event(struct replay *replay, json_t *record, const struct gk_decision decision[DIFF_SIDES])
{
	struct replay_group *group = find_group(replay, record, &decision[1]);

	replay->changed[decision[1].verdict]++;
	if (!group)
		return 0;
	group->count++;
	group->verdict = decision[1].verdict;
	for (size_t side = 0; side < DIFF_SIDES; side++)
		group->rule[side] = decision[side].rule;
	if (replace_text(&group->last_id, text_of(record, "event.id")))
		return -ENOMEM;
	return replace_text(&group->last_time, text_of(record, "@timestamp"));
}

/* The place of a cgroup among the ids that the images have. */
static int translate(const struct replay *replay, const char *path, __u64 *ids, struct gk_cgroup_place *place)
{
	uint64_t found[GK_CGROUP_LEVELS] = {0};
	unsigned int level;
	int error;

	if (!replay->cgroups || !path[0])
		return 0;
	error = diff_find_cgroup_ids(replay->cgroups, path, found, &level);
	if (error)
		return error;
	memcpy(ids, found, sizeof(found));
	place->level = level;
	return 0;
}

static int decide(struct replay *replay, json_t *record, struct event_request *event)
{
	struct gk_request *request = &event->described.request;
	struct gk_decision decision[DIFF_SIDES];
	int error = translate(replay, event->caller_path, event->described.caller, &request->caller);

	if (error)
		return error;
	error = translate(replay, event->target_path, event->described.target, &request->target);
	if (error)
		return error;
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		if (find_missing_path(replay->image[side], event)) {
			replay->undecidable++;
			return 0;
		}
		decision[side] = gk_decide(replay->image[side], request);
	}
	replay->decided++;
	if (decision[0].verdict != decision[1].verdict)
		return add_event(replay, record, decision);
	replay->unlogged += decision[0].logged && !decision[1].logged;
	return 0;
}

static int replay_record(struct replay *replay, json_t *record)
{
	struct event_request event;
	struct failure ignored;
	int r = event_request_read(record, &event, &ignored);

	if (r == -EINVAL)
		replay->undecidable++;
	if (r <= 0)
		return r == -ENOMEM ? r : 0;
	r = decide(replay, record, &event);
	event_request_release(&event);
	return r;
}

int replay_stream(struct replay *replay, FILE *stream, const char *name)
{
	struct record_lines lines;
	json_t *record;
	int r = record_lines_open(stream, name, &lines), error = 0;

	if (r)
		return r;
	while (!error && (r = record_lines_next(&lines, &record)) > 0) {
		error = replay_record(replay, record);
		json_decref(record);
	}
	record_lines_close(&lines);
	return error ? error : r;
}

static int by_count(const void *one, const void *other)
{
	const struct replay_group *a = one, *b = other;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return strcmp(b->last_time, a->last_time);
}

void replay_sort(struct replay *replay)
{
	if (replay->count)
		qsort(replay->group, replay->count, sizeof(*replay->group), by_count);
	json_object_clear(replay->number);
}
