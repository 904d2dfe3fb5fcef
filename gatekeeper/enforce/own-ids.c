// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/own-ids.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/enforce/pins.h"

static const __u32 zero;

/* Adds an id to a list whose unused rest is 0, unless the list has it. Returns 0, or -E2BIG if the list is full. */
static int add(__u32 *ids, __u32 id)
{
	for (int i = 0; i < GK_OWN_MAX; i++) {
		if (ids[i] == id)
			return 0;
		if (!ids[i]) {
			ids[i] = id;
			return 0;
		}
	}
	return -E2BIG;
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

static int note_program(struct gk_own *own, const struct bpf_program *program)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int error;

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
		return -errno;
	error = add(own->program, info.id);
	if (error || !object_takes_slot(program) || !info.attach_btf_id)
		return error;
	return add(own->hook, info.attach_btf_id);
}

/*
 * A program that is not loaded keeps its function as well: who filled the trampoline before a policy needs the program
 * would keep that policy from being loaded.
 */
static int note_unloaded(struct gk_own *own, const struct btf *kernel, const struct bpf_program *program)
{
	char name[128];
	__s32 function;

	if (!object_takes_slot(program) || !object_hooked_function(program, name, sizeof(name)))
		return 0;
	function = btf__find_by_name_kind(kernel, name, BTF_KIND_FUNC);
	return function < 0 ? 0 : add(own->hook, (__u32)function);
}

/* kernel/bpf/bpf_lsm.c, from 6.12 on: the verifier asks it what an LSM program may return. */
static bool verifies_answers(const struct btf *kernel)
{
	return btf__find_by_name_kind(kernel, "bpf_lsm_get_retval_range", BTF_KIND_FUNC) > 0;
}

static int note_programs(struct gk_own *own, const struct btf *kernel, const struct bpf_object *object)
{
	struct bpf_program *program;
	int error = 0;

	bpf_object__for_each_program (program, object) {
		if (error)
			break;
		error = bpf_program__autoload(program) ? note_program(own, program)
						       : note_unloaded(own, kernel, program);
	}
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

static int note_link(struct gk_own *own, const struct bpf_link *link)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);

	return bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size) ? -errno : add(own->link, info.id);
}

int own_objects_note(struct gatekeeper_bpf *skeleton)
{
	struct gk_own own = {};
	struct btf *kernel = btf__load_vmlinux_btf();
	struct bpf_map *map;
	int error = kernel ? note_programs(&own, kernel, skeleton->obj) : -errno;

	if (!error)
		skeleton->data_others->gk_others.answers_are_verified = verifies_answers(kernel);
	btf__free(kernel);
	if (error)
		return error;
	bpf_object__for_each_map (map, skeleton->obj) {
		error = note_map(&own, map);
		if (error)
			return error;
	}
	memcpy((void *)&skeleton->data_own->gk_own, &own, sizeof(own));
	return 0;
}

int own_objects_note_links(struct gatekeeper_bpf *skeleton)
{
	const struct bpf_object_skeleton *rows = skeleton->skeleton;
	struct gk_own own;

	memcpy(&own, (const void *)&skeleton->data_own->gk_own, sizeof(own));
	for (int i = 0; i < rows->prog_cnt; i++) {
		const struct bpf_link *link = *rows->progs[i].link;
		int error = link ? note_link(&own, link) : 0;

		if (error)
			return error;
	}
	memcpy((void *)&skeleton->data_own->gk_own, &own, sizeof(own));
	return 0;
}

/* Reads the pinned list and the id of a link, which the caller adds or drops. Returns the list's descriptor. */
static int open_list(int link_fd, struct gk_own *ret_own, __u32 *ret_id)
{
	_cleanup_close_ int fd = pins_open("gk_own");
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0)
		return fd;
	if (bpf_obj_get_info_by_fd(link_fd, &info, &size) || bpf_map_lookup_elem(fd, &zero, ret_own))
		return -errno;
	*ret_id = info.id;
	return STEAL_FD(fd);
}

int own_objects_add_link(int link_fd)
{
	struct gk_own own;
	__u32 id;
	_cleanup_close_ int fd = open_list(link_fd, &own, &id);
	int error;

	if (fd < 0)
		return fd;
	error = add(own.link, id);
	if (error)
		return error;
	return bpf_map_update_elem(fd, &zero, &own, BPF_ANY) ? -errno : 0;
}

int own_objects_remove_link(int link_fd)
{
	struct gk_own own;
	__u32 id;
	_cleanup_close_ int fd = open_list(link_fd, &own, &id);

	if (fd < 0)
		return fd;
	drop(own.link, id);
	return bpf_map_update_elem(fd, &zero, &own, BPF_ANY) ? -errno : 0;
}
