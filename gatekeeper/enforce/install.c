// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Programs into the kernel: see install.h. */
#include "gatekeeper/enforce/install.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/language/resolve.h"

#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "gatekeeper/enforce/build-id.h"
#include "gatekeeper/enforce/canary.h"
#include "gatekeeper/enforce/find-init-task.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/enforce/detach-wait.h"
#include "gatekeeper/enforce/own-ids.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/route-links.h"

static const __u32 zero;

/* The maps that are pinned, and which of them are carried over to programs of another build with the same ABI. */
static const struct {
	const char *name; /* of the pin */
	const char *map;  /* in the object */
	bool carried;
} pinned_maps[] = {
	{"gk_policy", "gk_policy", false},       {"gk_build", "gk_build", false},
	{"gk_gate", ".data.gate", false},        {"gk_events", "gk_events", true},
	{"gk_counters", ".data.counters", true}, {"gk_reported", "gk_reported", true},
	{"gk_cgroups", "gk_cgroups", true},      {"gk_programs", "gk_programs", true},
	{"gk_marks", "gk_marks", true},          {"gk_own", ".data.own", false},
	{"gk_seal", ".data.seal", false},        {"gk_denials", "gk_denials", true},
	{"gk_repeats", "gk_repeats", true},
};

bool install_is_guard(const char *section)
{
	static const char *const sections[] = {
		"lsm/inode_unlink", "lsm/inode_rmdir", "lsm/inode_rename",
		"lsm/sb_umount",    "lsm/task_kill",   "lsm/ptrace_access_check",
	};
	size_t i;

	for (i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (!strcmp(section, sections[i]))
			return true;
	return false;
}

/* libbpf's last warning, which says more than its errno. */
static char libbpf_said[256];

static int keep_warning(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level == LIBBPF_WARN)
		vsnprintf(libbpf_said, sizeof(libbpf_said), format, arguments);
	return 0;
}

/* Programs of another build with the same ABI go on with the ring and the counters, so that no event is lost. */
static int carry_over(struct gatekeeper_bpf *skeleton)
{
	struct gk_build pinned;
	int error = 0;
	size_t i;

	if (build_id_pinned(&pinned) || pinned.version != GK_ABI_VERSION)
		return 0;
	for (i = 0; !error && i < sizeof(pinned_maps) / sizeof(*pinned_maps); i++) {
		int fd = pinned_maps[i].carried ? pins_open(pinned_maps[i].name) : -1;

		if (fd < 0)
			continue;
		error = bpf_map__reuse_fd(bpf_object__find_map_by_name(skeleton->obj, pinned_maps[i].map), fd);
		close(fd);
	}
	return error;
}

static int load_programs(const struct gk_init_task *host, uint64_t operations, uint64_t later,
			 struct gatekeeper_bpf **ret_skeleton, struct failure *failure)
{
	struct gatekeeper_bpf *skeleton;
	struct gk_build build, before = {};
	uint32_t optional;
	int error;

	libbpf_set_print(keep_warning);
	skeleton = object_open();
	if (!skeleton)
		return failure_set(failure, -errno, "the BPF object can't be read: %s", libbpf_said);
	memcpy((void *)&skeleton->rodata->gk_host, host, sizeof(*host));
	optional = object_take_optional(skeleton);
	routes_prepare(skeleton->obj, operations, later);
	error = carry_over(skeleton);
	error = error ?: gatekeeper_bpf__load(skeleton);
	if (!error) {
		build_id_pinned(&before);
		build_id_this(&build);
		build.generation = before.generation;
		build.optional = optional;
		memcpy(build.init, host->ns, sizeof(build.init));
		error = bpf_map_update_elem(bpf_map__fd(skeleton->maps.gk_build), &zero, &build, BPF_ANY) ? -errno : 0;
	}
	if (error) {
		gatekeeper_bpf__destroy(skeleton);
		return failure_set(failure, error, "the kernel does not take the programs: %s\n%s", error_text(error),
				   libbpf_said);
	}
	*ret_skeleton = skeleton;
	return 0;
}

static int cgroups_fd; /* for remember_cgroup(), which nftw() calls without a context */

static int remember_cgroup(const char *path, const struct stat *status, int type, struct FTW *place)
{
	struct gk_cgroup_path value = {};
	__u64 id = status->st_ino; /* the id of the kernfs node, on 64 bits */

	(void)place;
	if (type != FTW_D)
		return 0;
	path += strlen(CGROUP_ROOT);
	snprintf(value.text, sizeof(value.text), "%s", *path ? path : "/");
	bpf_map_update_elem(cgroups_fd, &id, &value, BPF_ANY);
	return 0;
}

/* Those that were there before gk_mkdir sees new ones. A path that is missing is missing in records only. */
static void remember_cgroups(int fd)
{
	cgroups_fd = fd;
	nftw(CGROUP_ROOT, remember_cgroup, 16, FTW_PHYS | FTW_MOUNT);
}

/* Those that were there before lsm/bpf_prog sees new ones. One that is missing has its id only in records. */
static void remember_programs(int map_fd)
{
	struct bpf_prog_info info;
	struct gk_program value = {0};
	__u32 id = 0, place, size;
	int fd;

	while (!bpf_prog_get_next_id(id, &id)) {
		fd = bpf_prog_get_fd_by_id(id);
		if (fd < 0)
			continue;
		size = sizeof(info);
		memset(&info, 0, sizeof(info));
		if (!bpf_obj_get_info_by_fd(fd, &info, &size)) {
			memcpy(value.name, info.name, sizeof(value.name));
			memcpy(value.tag, info.tag, sizeof(value.tag));
			value.id = id;
			place = id % GK_PROGRAMS;
			bpf_map_update_elem(map_fd, &place, &value, BPF_ANY);
		}
		close(fd);
	}
}

/* On the root cgroup, so that it sees the writes of every task. */
static int attach_guard(struct gatekeeper_bpf *skeleton)
{
	int cgroup = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error;

	if (cgroup < 0)
		return -errno;
	skeleton->links.gk_sysctl = bpf_program__attach_cgroup(skeleton->progs.gk_sysctl, cgroup);
	error = skeleton->links.gk_sysctl ? 0 : -errno;
	close(cgroup);
	return error;
}

static int attach_programs(struct gatekeeper_bpf *skeleton, const struct gk_image *image, struct failure *failure)
{
	struct bpf_program *program;
	int error = own_objects_note(skeleton);

	bpf_object__for_each_program(program, skeleton->obj)
	{
		if (image->protect == GK_PROTECT_OFF && install_is_guard(bpf_program__section_name(program)))
			bpf_program__set_autoattach(program, false);
	}
	error = error ?: attach_guard(skeleton);
	error = error ?: gatekeeper_bpf__attach(skeleton);
	error = error ?: own_objects_note_links(skeleton);
	if (!error)
		remember_cgroups(bpf_map__fd(skeleton->maps.gk_cgroups));
	if (!error)
		remember_programs(bpf_map__fd(skeleton->maps.gk_programs));
	if (error)
		return failure_set(failure, error, "the programs can't be attached: %s\n%s", error_text(error),
				   libbpf_said);
	return 0;
}

static int pin_maps(struct gatekeeper_bpf *skeleton, char *path)
{
	struct bpf_map *map;
	int error = 0;
	size_t i;

	for (i = 0; !error && i < sizeof(pinned_maps) / sizeof(*pinned_maps); i++) {
		map = bpf_object__find_map_by_name(skeleton->obj, pinned_maps[i].map);
		pins_stage_path(pinned_maps[i].name, path, PINS_PATH_SIZE);
		error = bpf_obj_pin(bpf_map__fd(map), path) ? -errno : 0;
	}
	return error;
}

static int pin_links(struct gatekeeper_bpf *skeleton, char *path)
{
	struct bpf_object_skeleton *rows = skeleton->skeleton;
	int error = 0;
	int i;

	for (i = 0; !error && i < rows->prog_cnt; i++) {
		if (!*rows->progs[i].link) /* a route or a guard that the policy does not need */
			continue;
		pins_stage_path(rows->progs[i].name, path, PINS_PATH_SIZE);
		error = bpf_link__pin(*rows->progs[i].link, path);
	}
	return error;
}

static int pin_all(struct gatekeeper_bpf *skeleton, struct failure *failure)
{
	char path[PINS_PATH_SIZE];
	int error = pins_stage(failure);

	if (error)
		return error;
	error = pin_links(skeleton, path);
	error = error ?: pin_maps(skeleton, path);
	if (error)
		failure_set(failure, error, "%s: %s", path, error_text(error));
	error = error ?: routes_stage(skeleton->obj, failure);
	if (error) {
		pins_remove_staged();
		return error;
	}
	return pins_commit(failure);
}

int install_programs(struct gk_image *image, const char *path, uint64_t later, struct failure *failure)
{
	struct gatekeeper_bpf *skeleton = NULL;
	struct image_slot slot = {.btf_fd = -1}; /* the skeleton's descriptors */
	struct old_programs old;
	struct gk_init_task host;
	int error = host_find(&host, failure);

	error = error ?: load_programs(&host, image->operations, later, &skeleton, failure);
	if (error)
		return error;
	slot.policy_fd = bpf_map__fd(skeleton->maps.gk_policy);
	slot.build_fd = bpf_map__fd(skeleton->maps.gk_build);
	slot.gate_fd = bpf_map__fd(skeleton->maps.data_gate);
	error = image_slot_publish_map(&slot, bpf_map__fd(skeleton->maps.gk_image), image, path, failure);
	error = error
			?: protection_set_key(bpf_map__fd(skeleton->maps.data_seal),
					      image->protect == GK_PROTECT_SEALED, failure);
	error = error ?: attach_programs(skeleton, image, failure);
	if (!error && canary_call(image->generation) != GK_CANARY_ERRNO)
		error = failure_set(failure, -ENOTRECOVERABLE, "the programs attach, but the kernel never runs them");
	old_programs_read(&old);
	error = error ?: pin_all(skeleton, failure);
	/* Last: what is sealed can't be renamed into its place by anybody. */
	if (!error && (error = image_slot_protect(&slot, image)))
		failure_set(failure, error, "the policy is in force, but its protection is not: %s", error_text(error));
	gatekeeper_bpf__destroy(skeleton);
	if (!error)
		old_programs_wait(&old);
	return error;
}
