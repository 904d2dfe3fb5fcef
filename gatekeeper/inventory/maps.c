// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Maps that put programs to work: programs of a map of sockets, and maps of struct_ops that are registered. Those of a
 * link are in the list already.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/inventory/collection.h"

#define STRUCT_OPS_IN_USE 1 /* enum bpf_struct_ops_state, behind a reference count: linux/bpf.h struct_ops values */

static struct attachment *link_of(struct attached *attached, uint32_t map, uint32_t program)
{
	for (size_t i = 0; i < attached->count; i++) {
		struct attachment *link = &attached->items[i];

		if (link->link_id && link->map_id == map && (!program || link->program_id == program))
			return link;
	}
	return NULL;
}

static int add(struct attached *attached, const struct bpf_map_info *info, unsigned int operation, unsigned int type,
	       __u32 program)
{
	struct attachment *attachment = link_of(attached, info->id, program);

	if (attachment) {
		snprintf(attachment->detail, sizeof(attachment->detail), "map %u %.16s", info->id, info->name);
		return 0;
	}
	attachment = attached_add(attached, operation);
	if (!attachment)
		return -ENOMEM;
	attachment->attach_type = type;
	attachment->map_id = info->id;
	attachment->program_id = program;
	snprintf(attachment->detail, sizeof(attachment->detail), "map %u %.16s", info->id, info->name);
	attached_read_program(attachment);
	return 0;
}

static int add_sockets(struct attached *attached, const struct bpf_map_info *info, int fd)
{
	static const unsigned int types[] = {BPF_SK_MSG_VERDICT, BPF_SK_SKB_STREAM_PARSER, BPF_SK_SKB_STREAM_VERDICT,
					     BPF_SK_SKB_VERDICT};
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(types) / sizeof(*types); i++) {
		__u32 program = 0, count = 1, flags = 0;

		if (!bpf_prog_query(fd, types[i], 0, &flags, &program, &count) && count)
			error = add(attached, info, GK_OP_ATTACH_SOCKMAP, types[i], program);
	}
	return error;
}

/* Registered, by a link or by an update of its only element. */
static int add_struct_ops(struct attached *attached, const struct bpf_map_info *info, int fd)
{
	const __u32 zero = 0;
	__u32 *value = calloc(1, info->value_size + 2 * sizeof(*value));
	int error = 0;

	if (!value)
		return -ENOMEM;
	if (!bpf_map_lookup_elem(fd, &zero, value) && value[1] == STRUCT_OPS_IN_USE)
		error = add(attached, info, GK_OP_ATTACH_STRUCT_OPS, 44, 0);
	free(value);
	return error;
}

static int look_at(struct attached *attached, int fd)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	if (info.type == BPF_MAP_TYPE_SOCKMAP || info.type == BPF_MAP_TYPE_SOCKHASH)
		return add_sockets(attached, &info, fd);
	return info.type == BPF_MAP_TYPE_STRUCT_OPS ? add_struct_ops(attached, &info, fd) : 0;
}

int attached_maps(struct attached *attached)
{
	int error = 0;
	__u32 id = 0;

	while (!error && !bpf_map_get_next_id(id, &id)) {
		int fd = bpf_map_get_fd_by_id(id);

		if (fd < 0)
			continue;
		error = look_at(attached, fd);
		close(fd);
	}
	return error;
}
