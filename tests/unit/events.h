/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Decision events as the kernel side writes them, with their requests. */
#ifndef TESTS_UNIT_EVENTS_H
#define TESTS_UNIT_EVENTS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/request/from-words.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/record.h"
#include "policy/language/resolve.h"
#include "policy/language/words.h"

enum { CALLER_ID = 1, TARGET_ID };

struct random_event {
	struct gk_event event;
	struct gk_request request;
	__u64 caller[GK_CGROUP_LEVELS];
	__u64 target[GK_CGROUP_LEVELS];
	char caller_path[64];
	char target_path[64];
};

static inline unsigned int pick(unsigned int count)
{
	return random() % count;
}

static inline unsigned int pick_word(const struct word_set *set)
{
	return set->words[pick(set->count)].number;
}

/* Fills the location of a cgroup in the tree. */
static inline void set_path(const char *path, __u64 *ids, struct gk_cgroup_place *ret_place)
{
	size_t length = strlen(path) > 1 ? strlen(path) : 0;
	uint64_t id;

	ret_place->where = (uintptr_t)ids;
	ret_place->level = 0;
	ret_place->id = (uintptr_t)path;
	ret_place->kept = 1;
	resolver_by_name.cgroup(NULL, "/", &id);
	ids[0] = id;
	for (size_t end = 1; end <= length; end++) {
		char above[64];

		if (path[end] != '/' && path[end] != '\0')
			continue;
		snprintf(above, sizeof(above), "%.*s", (int)end, path);
		resolver_by_name.cgroup(NULL, above, &id);
		ids[++ret_place->level] = id;
	}
}

static inline void random_path(char *ret_path, size_t size)
{
	static const char *const names[] = {"a", "b.service", "dash\\x2dname", "tab\there", "\xc3\xa9", "\xff"};
	unsigned int levels = pick(5);
	size_t used = 0;

	strcpy(ret_path, "/");
	for (unsigned int i = 0; i < levels; i++)
		used += snprintf(ret_path + used, size - used, "/%s", names[pick(6)]);
}

/* As the kernel side fills the state, if the policy has conditions on programs. */
static inline enum gk_program_state random_state(struct gk_event *event)
{
	bool by_descriptor = gk_verb(event->operation) || event->operation == GK_OP_RUN;

	if (!operation_has_program(event->operation))
		return GK_PROGRAM_NONE;
	if (event->operation == GK_OP_PIN && pick(2))
		return event->shared_files ? GK_PROGRAM_UNKNOWN : GK_PROGRAM_NONE;
	if (event->operation == GK_OP_LOAD && pick(2))
		return pick(2) ? GK_PROGRAM_DECLARED : GK_PROGRAM_NONE;
	if (event->operation == GK_OP_GET && pick(2))
		return pick(2) ? GK_PROGRAM_LATER : GK_PROGRAM_NONE;
	if (by_descriptor && pick(4) == 0) {
		event->command = 2; /* MAP_UPDATE_ELEM */
		return GK_PROGRAM_NONE;
	}
	if ((by_descriptor || event->operation == GK_OP_PIN) && event->shared_files)
		return GK_PROGRAM_UNKNOWN;
	return by_descriptor && pick(4) == 0 ? GK_PROGRAM_UNKNOWN : GK_PROGRAM_KNOWN;
}

static inline void random_program(struct random_event *random_event)
{
	struct gk_request *request = &random_event->request;
	struct gk_event *event = &random_event->event;

	event->program_type = GK_NO_NUMBER;
	request->program_type = GK_NO_NUMBER;
	request->program_state = random_state(event);
	if (request->program_state == GK_PROGRAM_KNOWN || request->program_state == GK_PROGRAM_DECLARED) {
		request->program_type = event->program_type = pick_word(&program_type_words);
		memcpy(request->program_name, "a\\b\n\xff", pick(6));
		memcpy(event->program_name, request->program_name, sizeof(event->program_name));
	}
	if (request->program_state == GK_PROGRAM_KNOWN) {
		request->program_tag = random() | 1;
		memcpy(event->program_tag, &request->program_tag, sizeof(event->program_tag));
		request->signature = pick(3);
	} else if (request->program_state == GK_PROGRAM_DECLARED || request->program_state == GK_PROGRAM_LATER) {
		request->signature = GK_SIGNATURE_LATER;
	}
	event->program_state = request->program_state;
	event->signature = request->signature;
}

static inline void random_where(struct random_event *random_event)
{
	struct gk_request *request = &random_event->request;
	struct gk_event *event = &random_event->event;

	request->attach_type = GK_ATTACH_TYPE_NONE;
	event->attach_type = GK_NO_NUMBER;
	if (operation_has_attach_type(request->operation) && (pick(3) || operation_has_cgroup(request->operation)))
		request->attach_type = event->attach_type = pick_word(&attach_type_words);
	if (operation_has_cgroup(request->operation)) {
		request->relation = GK_TARGET_OWN + pick(4);
		event->target_id = TARGET_ID;
		set_path(random_event->target_path, random_event->target, &request->target);
	}
	if (operation_has_netns(request->operation))
		request->netns = pick_word(&netns_words);
	event->netns = request->netns;
	event->relation = request->relation;
}

static inline void random_caller(struct random_event *random_event)
{
	struct gk_request *request = &random_event->request;
	struct gk_event *event = &random_event->event;

	event->namespaces = request->namespaces = pick(2) ? pick(256) : 0;
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++)
		event->ns[i].inode = 1 + i;
	event->uid = request->uid = random();
	event->capabilities = request->capabilities =
		pick(2) ? pick(2) * 0x1ffffffffff : ((__u64)random() << 10 ^ random()) & 0x1ffffffffff;
	if (pick(4)) {
		event->executable_inode = request->executable_inode = random();
		event->executable_device = request->executable_device = 1 + pick(1 << 30);
		strcpy(event->executable, "/usr/bin/x\x1b");
	}
	event->cgroup_id = CALLER_ID;
	set_path(random_event->caller_path, random_event->caller, &request->caller);
}

/* The members point into each other, so that the struct must not be copied. */
static inline void make_random_event(struct random_event *ret_event)
{
	struct gk_event *event = &ret_event->event;

	memset(ret_event, 0, sizeof(*ret_event));
	event->version = GK_ABI_VERSION;
	event->kind = GK_EVENT_DECISION;
	event->sequence = 1 + random();
	event->verdict = pick(2);
	event->mode = pick(2);
	event->command = GK_NO_NUMBER;
	event->login_uid = GK_NO_NUMBER;
	random_path(ret_event->caller_path, sizeof(ret_event->caller_path));
	do
		random_path(ret_event->target_path, sizeof(ret_event->target_path));
	while (strcmp(ret_event->target_path, ret_event->caller_path) == 0);
	event->operation = ret_event->request.operation = pick_word(&operation_words);
	event->shared_files = ret_event->request.shared_files = pick(4) == 0;
	random_caller(ret_event);
	random_where(ret_event);
	random_program(ret_event);
}

static inline bool path_of_random(void *context, uint64_t id, struct gk_cgroup_path *ret_path)
{
	struct random_event *random_event = context;

	strcpy(ret_path->text, id == CALLER_ID ? random_event->caller_path : random_event->target_path);
	return true;
}

/* Writes the line of the event in the log. */
static inline json_t *random_record(struct random_event *random_event)
{
	const struct record_context context = {
		.boot_to_realtime = 1700000000000000000,
		.namespace_minor = 4,
		.cgroup_path = path_of_random,
		.cgroups = random_event,
	};

	return record_event(&context, &random_event->event);
}

/* Writes a record as version 1 had it: every capability, and an object for each namespace. */
static inline void make_old_record(json_t *record)
{
	json_t *holder = json_object_get(json_object_get(record, "process"), "thread"), *namespaces = json_object();
	json_t *capabilities = json_object_get(holder, "capabilities"), *all = json_array();

	for (size_t i = 0; i < capability_words.count; i++)
		json_array_append_new(all, json_string(capability_words.words[i].text));
	if (json_is_string(json_object_get(capabilities, "effective")))
		json_object_set(capabilities, "effective", all);
	json_decref(all);
	for (size_t i = 0; i < namespace_words.count; i++) {
		const char *type = namespace_words.words[i].text;

		json_object_set_new(namespaces, type,
				    json_pack("{s:I, s:s, s:b}", "inode", (json_int_t)i + 1, "device", "0:4", "init",
					      log_namespace_is_init(record, type)));
	}
	json_object_set_new(record, "namespaces", namespaces);
	json_object_del(json_object_get(record, "gatekeeper"), "schema");
}

#endif
