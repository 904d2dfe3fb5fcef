// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/neighbours.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "gatekeeper/inventory/collectors.h"
#include "gatekeeper/inventory/many-functions.h"

static bool is_lsm(const struct attachment *attachment)
{
	return attachment->program_type == BPF_PROG_TYPE_LSM;
}

static bool shares_function(const struct hooked_functions *functions, const struct attachment *attachment)
{
	for (size_t i = 0; i < functions->count; i++)
		if (attachment_is_at(attachment, functions->item[i].name))
			return true;
	return false;
}

static bool is_neighbour(const struct neighbours *neighbours, const struct attachment *attachment)
{
	if (attachment->origin == ORIGIN_OWN || !attachment->link_id)
		return false;
	return is_lsm(attachment) ||
	       ((attachment->link_type == GK_LINK_TRACING || attachment->link_type == GK_LINK_TRACING_MULTI) &&
		shares_function(&neighbours->functions, attachment));
}

int neighbours_choose(struct neighbours *neighbours)
{
	const struct attached *attached = &neighbours->attached;

	neighbours->program = calloc(attached->count + 1, sizeof(*neighbours->program));
	if (!neighbours->program)
		return -ENOMEM;
	for (size_t i = 0; i < attached->count; i++) {
		if (attached->items[i].origin == ORIGIN_OWN)
			neighbours->is_loaded = true;
		if (is_neighbour(neighbours, &attached->items[i]))
			neighbours->program[neighbours->count++].attachment = &attached->items[i];
	}
	return 0;
}

void neighbours_note_holder(struct neighbours *neighbours, const struct held_object *held)
{
	for (size_t i = 0; i < neighbours->count; i++) {
		struct neighbour_program *program = &neighbours->program[i];
		bool has_link = held->link_id != 0, had_link = program->held.link_id != 0;

		if (has_link ? held->link_id != program->attachment->link_id
			     : held->program_id != program->attachment->program_id)
			continue;
		if (!program->held.pid || has_link > had_link ||
		    (has_link == had_link && held->pid < program->held.pid))
			program->held = *held;
	}
}

/* The directory of its first pin, which is escaped already; pins of one agent are usually in one. */
static void name_pin(struct neighbour_program *program)
{
	const char *path = json_string_value(json_array_get(program->attachment->pins, 0)), *end;

	end = path ? strrchr(path, '/') : NULL;
	if (end)
		snprintf(program->holder, sizeof(program->holder), "pins in %.*s", (int)(end - path), path);
	else
		snprintf(program->holder, sizeof(program->holder), "no process and no pin of this mount namespace");
}

static void name_holder(struct neighbour_program *program)
{
	char name[PROCESS_NAME_SIZE];

	if (!program->held.pid) {
		name_pin(program);
		return;
	}
	process_name(program->held.pid, name);
	snprintf(program->holder, sizeof(program->holder), "process %u (%.127s)", program->held.pid, name);
}

static int by_holder(const void *a, const void *b)
{
	const struct neighbour_program *one = a, *other = b;
	int order = strcmp(one->holder, other->holder);

	if (one->held.pid != other->held.pid)
		return one->held.pid < other->held.pid ? -1 : 1;
	return order ?: strcmp(one->attachment->detail, other->attachment->detail);
}

static bool begins_group(const struct neighbours *neighbours, size_t i)
{
	return i == 0 || strcmp(neighbours->program[i].holder, neighbours->program[i - 1].holder) != 0;
}

void neighbours_group(struct neighbours *neighbours)
{
	for (size_t i = 0; i < neighbours->count; i++)
		name_holder(&neighbours->program[i]);
	qsort(neighbours->program, neighbours->count, sizeof(*neighbours->program), by_holder);
	for (size_t i = 0; i < neighbours->count; i++)
		neighbours->holder_count += begins_group(neighbours, i);
}

static bool note(void *context, const struct held_object *held)
{
	neighbours_note_holder(context, held);
	return false;
}

int neighbours_read(struct neighbours *ret_neighbours)
{
	struct neighbours neighbours = {};
	int error = geteuid() ? -EPERM : hooked_functions_read(&neighbours.functions);

	if (!error)
		error = collect_links(&neighbours.attached, COLLECT_NAMES);
	if (!error)
		error = collect_pins(&neighbours.attached, 0);
	if (!error)
		error = neighbours_choose(&neighbours);
	if (error) {
		neighbours_release(&neighbours);
		return error;
	}
	if (neighbours.count)
		held_objects_visit(note, &neighbours);
	neighbours_group(&neighbours);
	*ret_neighbours = neighbours;
	return 0;
}

void neighbours_release(struct neighbours *neighbours)
{
	free(neighbours->program);
	attached_release(&neighbours->attached);
	*neighbours = (struct neighbours){};
}

/* All LSM programs for cgroups at a function share one slot. */
static bool takes_slot(const struct neighbours *neighbours, size_t number, const char *function)
{
	const struct attachment *attachment = neighbours->program[number].attachment;

	if (!attachment_is_at(attachment, function))
		return false;
	for (size_t i = 0; attachment->link_type == GK_LINK_CGROUP && i < number; i++)
		if (neighbours->program[i].attachment->link_type == GK_LINK_CGROUP &&
		    strcmp(neighbours->program[i].attachment->detail, function) == 0)
			return false;
	return true;
}

static struct shared_function count_others(const struct neighbours *neighbours, const struct hooked_function *function)
{
	struct shared_function shared = {.function = function};
	unsigned int of_holder = 0, most = 0;

	for (size_t i = 0; i < neighbours->count; i++) {
		if (begins_group(neighbours, i))
			of_holder = 0;
		if (!takes_slot(neighbours, i, function->name))
			continue;
		shared.others++;
		if (++of_holder > most) {
			most = of_holder;
			shared.holder = neighbours->program[i].holder;
		}
	}
	return shared;
}

struct shared_function neighbours_fullest(const struct neighbours *neighbours)
{
	struct shared_function fullest = {};

	for (size_t i = 0; i < neighbours->functions.count; i++) {
		struct shared_function shared = count_others(neighbours, &neighbours->functions.item[i]);

		if (!fullest.function || shared.others + shared.function->own > fullest.others + fullest.function->own)
			fullest = shared;
	}
	return fullest;
}
