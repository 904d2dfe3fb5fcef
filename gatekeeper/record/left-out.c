// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/record/left-out.h"

#include <stdlib.h>
#include <string.h>

#define SERVICE_MANAGER 1 /* its process ID */

/* All in which equal events are equal. Filled from zero, and compared as bytes. */
struct kind_key {
	struct gk_cgroup_path target;
	uint64_t generation;
	uint64_t executable_inode;
	uint32_t executable_device;
	uint32_t command;
	uint32_t attach_type;
	uint32_t program_type;
	uint32_t link_type;
	uint32_t ifindex;
	uint32_t rule_line;
	uint8_t kind;
	uint8_t operation;
	uint8_t route;
	char name[GK_PROGRAM_NAME_SIZE];
	uint8_t tag[GK_PROGRAM_TAG_SIZE];
};

struct left_out_kind {
	bool used;
	struct kind_key key;
	struct repeat repeat;
};

static bool may_be_left_out(const struct gk_event *event)
{
	return event->pid == SERVICE_MANAGER && event->from == GK_FROM_HOST && !event->namespaces &&
	       event->verdict == GK_ALLOW && event->result >= 0 &&
	       (event->kind == GK_EVENT_ATTACHED || event->kind == GK_EVENT_DETACHED);
}

static void make_key(const struct gk_event *event, const struct gk_program *program,
		     const struct gk_cgroup_path *target, struct kind_key *ret_key)
{
	memset(ret_key, 0, sizeof(*ret_key));
	memcpy(ret_key->target.text, target->text, strlen(target->text)); /* behind the NUL may be anything */
	ret_key->generation = event->generation;
	ret_key->executable_inode = event->executable_inode;
	ret_key->executable_device = event->executable_device;
	ret_key->command = event->command;
	ret_key->attach_type = event->attach_type;
	ret_key->program_type = event->program_type;
	ret_key->link_type = event->link_type;
	ret_key->ifindex = event->ifindex;
	ret_key->rule_line = event->rule_line;
	ret_key->kind = event->kind;
	ret_key->operation = event->operation;
	ret_key->route = event->route;
	memcpy(ret_key->name, program->name, strnlen(program->name, sizeof(program->name)));
	memcpy(ret_key->tag, program->tag, sizeof(ret_key->tag));
}

/* The kind of the key, or a free place for it; NULL: there is no room. */
static struct left_out_kind *find_kind(struct left_out *left_out, const struct kind_key *key, uint64_t now)
{
	struct left_out_kind *place = NULL;

	if (!left_out->kinds) {
		left_out->kinds = calloc(LEFT_OUT_KINDS, sizeof(*left_out->kinds));
		left_out->collected = now;
	}
	for (size_t i = 0; left_out->kinds && i < LEFT_OUT_KINDS; i++) {
		struct left_out_kind *kind = &left_out->kinds[i];

		if (kind->used && memcmp(&kind->key, key, sizeof(*key)) == 0)
			return kind;
		if (!kind->used && !place)
			place = kind;
	}
	return place;
}

bool left_out_take(struct left_out *left_out, const struct record_context *context, const struct gk_event *event)
{
	static const uint8_t unknown[GK_PROGRAM_TAG_SIZE];
	struct gk_cgroup_path target = {0};
	struct left_out_kind *kind;
	struct gk_program program;
	struct kind_key key;

	if (!may_be_left_out(event))
		return false;
	record_path(context, event->target_id, &target);
	program = record_program(context, event);
	if (!target.text[0] || memcmp(program.tag, unknown, sizeof(unknown)) == 0)
		return false;
	make_key(event, &program, &target, &key);
	kind = find_kind(left_out, &key, event->time);
	if (!kind)
		return false;
	if (!kind->used) {
		*kind = (struct left_out_kind){.used = true, .key = key, .repeat = {.event = *event}};
		return false;
	}
	if (kind->repeat.count++ == 0)
		kind->repeat.since = event->time;
	kind->repeat.total++;
	left_out->total++;
	return true;
}

int left_out_collect(struct left_out *left_out, uint64_t now, bool ending,
		     int (*write)(void *context, const struct repeat *repeat), void *context)
{
	if (!left_out->kinds || (!ending && now - left_out->collected < LEFT_OUT_PERIOD))
		return 0;
	for (size_t i = 0; i < LEFT_OUT_KINDS; i++) {
		struct left_out_kind *kind = &left_out->kinds[i];
		int error = kind->used && kind->repeat.count ? write(context, &kind->repeat) : 0;

		if (error)
			return error;
		kind->used = kind->repeat.count != 0;
		kind->repeat.count = 0;
	}
	left_out->collected = now;
	return 0;
}

void left_out_release(struct left_out *left_out)
{
	free(left_out->kinds);
	left_out->kinds = NULL;
}
