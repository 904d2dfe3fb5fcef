// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The list of attachments: adding to it, and searching it. */
#include "gatekeeper/inventory/collection.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

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
	_cleanup_close_ int fd = attachment->program_id ? bpf_prog_get_fd_by_id(attachment->program_id) : -1;
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return;
	attachment->program_type = info.type;
	attachment->program_loaded = info.load_time;
	memcpy(attachment->program_name, info.name, sizeof(attachment->program_name));
	attachment->program_name[sizeof(attachment->program_name) - 1] = '\0';
	memcpy(attachment->program_tag, info.tag, sizeof(attachment->program_tag));
}

static bool is_same_location(const struct attachment *link, const struct attachment *location)
{
	return link->operation == location->operation && link->cgroup_id == location->cgroup_id &&
	       link->ifindex == location->ifindex && !(link->ifindex && link->netns_inode) &&
	       (location->attach_type == GK_NO_NUMBER || link->attach_type == location->attach_type);
}

struct attachment *attached_link_of(struct attached *attached, const struct attachment *location)
{
	for (size_t i = 0; i < attached->count; i++) {
		struct attachment *link = &attached->items[i];

		if (link->link_id && link->program_id == location->program_id && is_same_location(link, location))
			return link;
	}
	return NULL;
}

bool attached_has_link(const struct attached *attached, uint32_t program_id)
{
	for (size_t i = 0; i < attached->count; i++)
		if (attached->items[i].link_id && attached->items[i].program_id == program_id)
			return true;
	return false;
}

static void release_attachment(struct attachment *attachment)
{
	free(attachment->cgroup_path);
	json_decref(attachment->functions);
	json_decref(attachment->pins);
	json_decref(attachment->record);
}

void attached_release(struct attached *attached)
{
	for (size_t i = 0; i < attached->count; i++)
		release_attachment(&attached->items[i]);
	free(attached->items);
	json_decref(attached->missed);
	*attached = (struct attached){};
}

void attached_keep(struct attached *attached, bool (*is_kept)(const struct attachment *attachment))
{
	size_t kept = 0;

	for (size_t i = 0; i < attached->count; i++) {
		if (is_kept(&attached->items[i]))
			attached->items[kept++] = attached->items[i];
		else
			release_attachment(&attached->items[i]);
	}
	attached->count = kept;
}
