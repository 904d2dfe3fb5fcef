// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Maps with programs: those of a map of sockets, and of a registered struct_ops map. What a link attached is in the
 * list already, without the name of its map.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/inventory/collectors.h"

/* A struct_ops value begins with a reference count and the state (enum bpf_struct_ops_state). */
#define STRUCT_OPS_STATE 1
#define STRUCT_OPS_IN_USE 1

static struct attachment *find_link(struct attached *attached, uint32_t map, uint32_t program)
{
	for (size_t i = 0; i < attached->count; i++) {
		struct attachment *link = &attached->items[i];

		if (link->link_id && link->map_id == map && (!program || link->program_id == program))
			return link;
	}
	return NULL;
}

static void name_map(struct attachment *attachment, const struct bpf_map_info *info)
{
	snprintf(attachment->detail, sizeof(attachment->detail), "map %u %.16s", info->id, info->name);
}

static int add(struct attached *attached, const struct bpf_map_info *info, unsigned int operation, unsigned int type,
	       __u32 program)
{
	struct attachment *attachment = find_link(attached, info->id, program);

	if (attachment) {
		name_map(attachment, info);
		return 0;
	}
	attachment = attached_add(attached, operation);
	if (!attachment)
		return -ENOMEM;
	attachment->attach_type = type;
	attachment->map_id = info->id;
	attachment->program_id = program;
	name_map(attachment, info);
	attached_read_program(attachment);
	return 0;
}

static int add_sockets(struct attached *attached, const struct bpf_map_info *info, int fd)
{
	static const unsigned int types[] = {BPF_SK_MSG_VERDICT, BPF_SK_SKB_STREAM_PARSER, BPF_SK_SKB_STREAM_VERDICT,
					     BPF_SK_SKB_VERDICT};
	int error;

	for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
		__u32 program = 0, count = 1, flags = 0;

		if (bpf_prog_query(fd, types[i], 0, &flags, &program, &count) || !count)
			continue;
		error = add(attached, info, GK_OP_ATTACH_SOCKMAP, types[i], program);
		if (error)
			return error;
	}
	return 0;
}

/* Registered by a link, or by an update of its only element. */
static int add_struct_ops(struct attached *attached, const struct bpf_map_info *info, int fd)
{
	const __u32 zero = 0;
	_cleanup_free_ __u32 *value = calloc(1, info->value_size + (STRUCT_OPS_STATE + 1) * sizeof(*value));

	if (!value)
		return -ENOMEM;
	if (bpf_map_lookup_elem(fd, &zero, value) || value[STRUCT_OPS_STATE] != STRUCT_OPS_IN_USE)
		return 0;
	return add(attached, info, GK_OP_ATTACH_STRUCT_OPS, 44, 0);
}

static int collect_map(struct attached *attached, __u32 id)
{
	_cleanup_close_ int fd = bpf_map_get_fd_by_id(id);
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	if (info.type == BPF_MAP_TYPE_SOCKMAP || info.type == BPF_MAP_TYPE_SOCKHASH)
		return add_sockets(attached, &info, fd);
	return info.type == BPF_MAP_TYPE_STRUCT_OPS ? add_struct_ops(attached, &info, fd) : 0;
}

int collect_maps(struct attached *attached, unsigned int options)
{
	__u32 id = 0;
	int error;

	(void)options;
	while (!bpf_map_get_next_id(id, &id)) {
		error = collect_map(attached, id);
		if (error)
			return error;
	}
	return 0;
}
