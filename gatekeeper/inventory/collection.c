// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What is attached, together: see attached.h. */
#include "gatekeeper/inventory/collection.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

struct attachment *attached_add(struct attached *attached, unsigned int operation)
{
	struct attachment *attachment;

	if (attached->count == attached->room) {
		size_t room = attached->room ? 2 * attached->room : 64;
		struct attachment *items = reallocarray(attached->items, room, sizeof(*items));

		if (!items)
			return NULL;
		attached->items = items;
		attached->room = room;
	}
	attachment = &attached->items[attached->count++];
	*attachment = (struct attachment){.operation = operation,
					  .attach_type = GK_NO_NUMBER,
					  .program_type = GK_NO_NUMBER,
					  .link_type = GK_NO_NUMBER};
	return attachment;
}

void attached_miss(struct attached *attached, const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (!attached->missed)
		attached->missed = json_array();
	json_array_append_new(attached->missed, json_string(text));
}

void attached_read_program(struct attachment *attachment)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int fd = attachment->program_id ? bpf_prog_get_fd_by_id(attachment->program_id) : -1;

	if (fd < 0)
		return;
	if (!bpf_obj_get_info_by_fd(fd, &info, &size)) {
		attachment->program_type = info.type;
		attachment->program_loaded = info.load_time;
		memcpy(attachment->program_name, info.name, sizeof(attachment->program_name));
		attachment->program_name[sizeof(attachment->program_name) - 1] = '\0';
		memcpy(attachment->program_tag, info.tag, sizeof(attachment->program_tag));
	}
	close(fd);
}

struct attachment *attached_link_of(struct attached *attached, const struct attachment *place)
{
	for (size_t i = 0; i < attached->count; i++) {
		struct attachment *link = &attached->items[i];

		if (link->link_id && link != place && link->program_id == place->program_id &&
		    link->operation == place->operation && link->cgroup_id == place->cgroup_id &&
		    link->ifindex == place->ifindex && !(link->ifindex && link->netns_inode) &&
		    (place->attach_type == GK_NO_NUMBER || link->attach_type == place->attach_type))
			return link;
	}
	return NULL;
}

/* By place: cgroups by path, then interfaces by network namespace, then the rest by what it is. */
static int by_place(const void *a, const void *b)
{
	const struct attachment *one = a, *other = b;
	const char *path = one->cgroup_path ?: "", *other_path = other->cgroup_path ?: "";
	int order = (other->cgroup_id != 0) - (one->cgroup_id != 0);

	if (!order)
		order = strcmp(path, other_path);
	if (!order)
		order = (other->ifindex != 0) - (one->ifindex != 0);
	if (!order)
		order = (one->netns_inode > other->netns_inode) - (one->netns_inode < other->netns_inode);
	if (!order)
		order = (one->ifindex > other->ifindex) - (one->ifindex < other->ifindex);
	if (!order)
		order = (int)one->operation - (int)other->operation;
	if (!order)
		order = (one->attach_type > other->attach_type) - (one->attach_type < other->attach_type);
	return order ?: (one->program_id > other->program_id) - (one->program_id < other->program_id);
}

int attached_collect(unsigned int what, struct attached *ret_attached)
{
	struct attached attached = {};
	int error = geteuid() == 0 ? attached_links(&attached, what & ATTACHED_NAMES) : -EPERM;

	error = error ?: attached_cgroups(&attached, what & ATTACHED_INHERITED);
	error = error ?: attached_interfaces(&attached, what & ATTACHED_ELSEWHERE);
	error = error ?: attached_netns(&attached, what & ATTACHED_ELSEWHERE);
	error = error ?: attached_maps(&attached);
	error = error ?: attached_perf(&attached);
	error = error ?: attached_pins(&attached);
	if (error) {
		attached_release(&attached);
		return error;
	}
	if (attached.count)
		qsort(attached.items, attached.count, sizeof(*attached.items), by_place);
	*ret_attached = attached;
	return 0;
}

void attached_release(struct attached *attached)
{
	for (size_t i = 0; i < attached->count; i++) {
		free(attached->items[i].cgroup_path);
		json_decref(attached->items[i].pins);
		json_decref(attached->items[i].record);
	}
	free(attached->items);
	json_decref(attached->missed);
	*attached = (struct attached){};
}
