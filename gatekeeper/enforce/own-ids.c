// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/own-ids.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "gatekeeper/enforce/pins.h"

/* At the end of a list that ends with 0; a number that is there is there once. */
static int add(__u32 *ids, __u32 id)
{
	int i;

	for (i = 0; i < GK_OWN_MAX && ids[i]; i++)
		if (ids[i] == id)
			return 0;
	if (i == GK_OWN_MAX)
		return -E2BIG;
	ids[i] = id;
	return 0;
}

static void drop(__u32 *ids, __u32 id)
{
	int i, to = 0;

	for (i = 0; i < GK_OWN_MAX; i++)
		if (ids[i] != id)
			ids[to++] = ids[i];
	while (to < GK_OWN_MAX)
		ids[to++] = 0;
}

/* A trampoline has room for few programs: those of LSM hooks and of functions. Tracepoints have none. */
static bool fills_a_slot(const struct bpf_program *program)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(program);

	return type == BPF_LSM_MAC || type == BPF_TRACE_FEXIT || type == BPF_TRACE_FENTRY || type == BPF_MODIFY_RETURN;
}

static int note_program(struct gk_own *own, const struct bpf_program *program)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int error;

	if (!bpf_program__autoload(program))
		return 0;
	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
		return -errno;
	error = add(own->program, info.id);
	if (!error && fills_a_slot(program) && info.attach_btf_id)
		error = add(own->hook, info.attach_btf_id);
	return error;
}

static int note_map(struct gk_own *own, const struct bpf_map *map)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (bpf_map__fd(map) < 0)
		return 0;
	return bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size) ? -errno : add(own->map, info.id);
}

int own_objects_note(struct gatekeeper_bpf *skeleton)
{
	struct gk_own own = {};
	struct bpf_program *program;
	struct bpf_map *map;
	int error = 0;

	bpf_object__for_each_program(program, skeleton->obj) error = error ?: note_program(&own, program);
	bpf_object__for_each_map(map, skeleton->obj) error = error ?: note_map(&own, map);
	if (!error)
		memcpy((void *)&skeleton->data_own->gk_own, &own, sizeof(own));
	return error;
}

int own_objects_note_links(struct gatekeeper_bpf *skeleton)
{
	const struct bpf_object_skeleton *rows = skeleton->skeleton;
	struct gk_own own;
	int i, error = 0;

	memcpy(&own, (const void *)&skeleton->data_own->gk_own, sizeof(own));
	for (i = 0; !error && i < rows->prog_cnt; i++) {
		const struct bpf_link *link = *rows->progs[i].link;
		struct bpf_link_info info = {};
		__u32 size = sizeof(info);

		if (!link)
			continue;
		error = bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size) ? -errno : add(own.link, info.id);
	}
	if (!error)
		memcpy((void *)&skeleton->data_own->gk_own, &own, sizeof(own));
	return error;
}

static int change_link(int link_fd, bool there)
{
	static const __u32 zero;
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	struct gk_own own;
	int error = 0, fd;

	if (bpf_obj_get_info_by_fd(link_fd, &info, &size))
		return -errno;
	fd = pins_open("gk_own");
	if (fd < 0)
		return fd;
	if (bpf_map_lookup_elem(fd, &zero, &own))
		error = -errno;
	else if (there)
		error = add(own.link, info.id);
	else
		drop(own.link, info.id);
	if (!error && bpf_map_update_elem(fd, &zero, &own, BPF_ANY))
		error = -errno;
	close(fd);
	return error;
}

int own_objects_add_link(int link_fd)
{
	return change_link(link_fd, true);
}

int own_objects_remove_link(int link_fd)
{
	return change_link(link_fd, false);
}
