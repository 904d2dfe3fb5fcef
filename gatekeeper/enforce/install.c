// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/base/cleanup.h"
#include "policy/language/resolve.h"

#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "gatekeeper/base/libbpf-messages.h"
#include "gatekeeper/enforce/build-id.h"
#include "gatekeeper/enforce/canary.h"
#include "gatekeeper/enforce/find-init-task.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/enforce/detach-wait.h"
#include "gatekeeper/enforce/own-ids.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/present-objects.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/route-links.h"

#define STALLED_SECONDS 3 /* a daemon that runs lets go within a second or two */

static const __u32 zero;

/* The maps that are pinned, and which of them the programs of another load with the same ABI continue to use. */
static const struct pinned_map {
	const char *name; /* of the pin */
	const char *map;  /* in the object */
	enum { NEVER, SAME_BUILD, ALWAYS } carried;
} pinned_maps[] = {
	{"gk_policy", "gk_policy", NEVER},         {"gk_build", "gk_build", NEVER},
	{"gk_gate", ".data.gate", NEVER},          {"gk_events", "gk_events", ALWAYS},
	{"gk_counters", ".data.counters", ALWAYS}, {"gk_reported", "gk_reported", ALWAYS},
	{"gk_cgroups", "gk_cgroups", ALWAYS},      {"gk_programs", "gk_programs", ALWAYS},
	{"gk_marks", "gk_marks", SAME_BUILD},      {"gk_own", ".data.own", NEVER},
	{"gk_seal", ".data.seal", NEVER},          {"gk_denials", "gk_denials", ALWAYS},
	{"gk_repeats", "gk_repeats", ALWAYS},      {"gk_origins", "gk_origins", ALWAYS},
	{"gk_trial", ".data.trial", NEVER},        {"gk_writer", "gk_writer", NEVER},
};

bool install_has_maps(void)
{
	for (size_t i = 0; i < ARRAY_LENGTH(pinned_maps); i++)
		if (!pins_has(pinned_maps[i].name))
			return false;
	return true;
}

/*
 * Programs of another build with the same ABI continue with the ring and the counters, so that no event is lost. Not
 * with the marks: each build marks its own executable, and until the old one has ended it would take them back.
 */
static int carry_over(struct gatekeeper_bpf *skeleton)
{
	const bool is_same = build_id_is_pinned();
	struct gk_build pinned;

	if (build_id_pinned(&pinned) || pinned.version != GK_ABI_VERSION)
		return 0;
	for (size_t i = 0; i < ARRAY_LENGTH(pinned_maps); i++) {
		const struct pinned_map *map = &pinned_maps[i];
		_cleanup_close_ int fd =
			map->carried == ALWAYS || (map->carried == SAME_BUILD && is_same) ? pins_open(map->name) : -1;
		int error;

		if (fd < 0)
			continue;
		error = bpf_map__reuse_fd(bpf_object__find_map_by_name(skeleton->obj, map->map), fd);
		if (error)
			return error;
	}
	return 0;
}

/* Writes which build the programs are of. Generations go on from the pinned build, whichever that is. */
static int write_build(struct gatekeeper_bpf *skeleton, const struct gk_init_task *host, uint32_t optional)
{
	struct gk_build build, before = {};

	build_id_pinned(&before);
	build_id_this(&build);
	build.generation = before.generation;
	build.optional = optional;
	memcpy(build.init, host->ns, sizeof(build.init));
	return bpf_map_update_elem(bpf_map__fd(skeleton->maps.gk_build), &zero, &build, BPF_ANY) ? -errno : 0;
}

static int load_opened(struct gatekeeper_bpf *skeleton, const struct gk_init_task *host, uint64_t operations,
		       uint64_t later)
{
	uint32_t optional;
	int error;

	memcpy((void *)&skeleton->rodata->gk_host, host, sizeof(*host));
	optional = object_take_optional(skeleton);
	routes_prepare(skeleton->obj, operations, later);
	libbpf_messages_want_verifier(skeleton->obj);
	libbpf_messages_show_progress(skeleton->obj);
	error = carry_over(skeleton);
	if (error)
		return error;
	error = gatekeeper_bpf__load(skeleton);
	if (error)
		return error;
	return write_build(skeleton, host, optional);
}

static int load_programs(const struct gk_init_task *host, uint64_t operations, uint64_t later,
			 struct gatekeeper_bpf **ret_skeleton, struct failure *failure)
{
	struct gatekeeper_bpf *skeleton = object_open();
	int error;

	if (!skeleton)
		return failure_set(failure, -errno, "cannot read the embedded BPF object: %s", libbpf_messages_first());
	error = load_opened(skeleton, host, operations, later);
	if (error) {
		gatekeeper_bpf__destroy(skeleton);
		return failure_set(failure, error,
				   "cannot load BPF programs: %s\n%s\ngatekeeper load --verifier-log FILE writes why",
				   error_text(error), libbpf_messages_first());
	}
	*ret_skeleton = skeleton;
	return 0;
}

/* Attaches to the root cgroup, so that the guard sees the writes of every task. */
static int attach_guard(struct gatekeeper_bpf *skeleton)
{
	_cleanup_close_ int cgroup = open(CGROUP_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (cgroup < 0)
		return -errno;
	skeleton->links.gk_sysctl = bpf_program__attach_cgroup(skeleton->progs.gk_sysctl, cgroup);
	return skeleton->links.gk_sysctl ? 0 : -errno;
}

/* Those that are no hooks, and the guards where nothing is protected. */
static void leave_out(struct gatekeeper_bpf *skeleton, enum gk_protection protect)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, skeleton->obj) {
		if (!object_is_hook(program) || (protect == GK_PROTECT_OFF && object_is_guard(skeleton, program)))
			bpf_program__set_autoattach(program, false);
	}
}

/* The ids of programs and maps are written before anything is attached, those of the links can only be after it. */
static int attach_all(struct gatekeeper_bpf *skeleton)
{
	int error = own_objects_note(skeleton);

	if (error)
		return error;
	error = attach_guard(skeleton);
	if (error)
		return error;
	error = present_find_cgroups(skeleton);
	if (error)
		return error;
	error = present_find_aimed(skeleton);
	if (error)
		return error;
	error = gatekeeper_bpf__attach(skeleton);
	if (error)
		return error;
	error = own_objects_note_links(skeleton);
	if (error)
		return error;
	return present_mark_tasks(skeleton);
}

static int attach_programs(struct gatekeeper_bpf *skeleton, enum gk_protection guards, struct failure *failure)
{
	int error;

	leave_out(skeleton, guards);
	error = attach_all(skeleton);
	if (error)
		return failure_set(failure, error, "cannot attach the programs: %s\n%s", error_text(error),
				   libbpf_messages_first());
	present_remember_cgroups(skeleton);
	error = present_remember_programs(skeleton);
	if (error)
		return failure_set(failure, error, "cannot read the guard's program: %s", error_text(error));
	return 0;
}

static int stage(int fd, const char *name, struct failure *failure)
{
	char path[PINS_PATH_SIZE];

	pins_stage_path(name, path, sizeof(path));
	if (bpf_obj_pin(fd, path))
		return failure_set(failure, -errno, "cannot pin %s: %s", path, error_text(-errno));
	return 0;
}

static int pin_maps(const struct gatekeeper_bpf *skeleton, struct failure *failure)
{
	for (size_t i = 0; i < ARRAY_LENGTH(pinned_maps); i++) {
		const struct bpf_map *map = bpf_object__find_map_by_name(skeleton->obj, pinned_maps[i].map);
		int error = stage(bpf_map__fd(map), pinned_maps[i].name, failure);

		if (error)
			return error;
	}
	return 0;
}

static int pin_links(const struct gatekeeper_bpf *skeleton, struct failure *failure)
{
	const struct bpf_object_skeleton *rows = skeleton->skeleton;

	for (int i = 0; i < rows->prog_cnt; i++) {
		const struct bpf_link *link = *rows->progs[i].link; /* NULL: of a hook that the policy does not need */
		int error = link ? stage(bpf_link__fd(link), rows->progs[i].name, failure) : 0;

		if (error)
			return error;
	}
	return 0;
}

/* Those that are attached later, and those in which the kernel counts what counters.h adds up. */
static int pin_programs(const struct gatekeeper_bpf *skeleton, struct failure *failure)
{
	char name[PINS_PATH_SIZE];
	struct bpf_program *program;

	bpf_object__for_each_program (program, skeleton->obj) {
		int error = 0;

		pins_program_name(bpf_program__name(program), name);
		if (routes_is_route(bpf_program__name(program)) || object_may_be_skipped(program))
			error = bpf_program__autoload(program) ? stage(bpf_program__fd(program), name, failure) : 0;
		if (error)
			return error;
	}
	return 0;
}

static int pin_staged(struct gatekeeper_bpf *skeleton, struct failure *failure)
{
	int error = pin_links(skeleton, failure);

	if (error)
		return error;
	error = pin_maps(skeleton, failure);
	if (error)
		return error;
	return pin_programs(skeleton, failure);
}

static int pin_all(struct gatekeeper_bpf *skeleton, struct failure *failure)
{
	int error = pins_stage(failure);

	if (error)
		return error;
	error = pin_staged(skeleton, failure);
	if (error) {
		pins_remove_staged();
		return error;
	}
	return pins_commit(failure);
}

/* Publishes the image into programs that nothing runs yet, then attaches them and proves that they run. */
static int enforce(struct gatekeeper_bpf *skeleton, const struct image_slot *slot, struct gk_image *image,
		   const char *path, enum gk_protection guards, struct failure *failure)
{
	int error = image_slot_publish_map(slot, bpf_map__fd(skeleton->maps.gk_image), image, path, failure);

	if (error)
		return error;
	error = protection_set_key(bpf_map__fd(skeleton->maps.data_seal), image->protect == GK_PROTECT_SEALED, failure);
	if (error)
		return error;
	error = attach_programs(skeleton, guards > image->protect ? guards : image->protect, failure);
	if (error)
		return error;
	if (canary_call(image->generation) != GK_CANARY_ERRNO)
		return failure_set(failure, -ENOTRECOVERABLE,
				   "programs attached but never ran (is bpf in lsm=?): nothing is enforced");
	return 0;
}

/* Pins what is attached instead of what was pinned. The protection is last: nobody renames what is sealed. */
static int replace_pins(struct gatekeeper_bpf *skeleton, const struct image_slot *slot, const struct gk_image *image,
			struct failure *failure)
{
	int error = pin_all(skeleton, failure);

	if (error)
		return error;
	error = image_slot_protect(slot, image->protect);
	if (error)
		return failure_set(failure, error, "the policy is active, but cannot switch its protection on: %s",
				   error_text(error));
	return 0;
}

static int install_loaded(struct gatekeeper_bpf *skeleton, struct gk_image *image, const char *path,
			  enum gk_protection guards, struct failure *failure)
{
	const struct image_slot slot = {
		/* the skeleton's descriptors */
		.policy_fd = bpf_map__fd(skeleton->maps.gk_policy),
		.build_fd = bpf_map__fd(skeleton->maps.gk_build),
		.gate_fd = bpf_map__fd(skeleton->maps.data_gate),
		.trial_fd = bpf_map__fd(skeleton->maps.data_trial),
		.is_first = true,
	};
	int error = enforce(skeleton, &slot, image, path, guards, failure);

	return error ? error : replace_pins(skeleton, &slot, image, failure);
}

static int install_new(struct gk_image *image, const char *path, uint64_t later, enum gk_protection guards,
		       struct failure *failure)
{
	struct gatekeeper_bpf *skeleton = NULL;
	struct gk_init_task host;
	int error = host_find(&host, failure);

	if (error)
		return error;
	error = load_programs(&host, image->operations, later, &skeleton, failure);
	if (error)
		return error;
	error = install_loaded(skeleton, image, path, guards, failure);
	gatekeeper_bpf__destroy(skeleton);
	return error;
}

int install_programs(struct gk_image *image, const char *path, uint64_t later, enum gk_protection guards,
		     struct failure *failure)
{
	struct old_programs old;
	int error;

	old_programs_read(&old);
	libbpf_messages_begin();
	error = install_new(image, path, later, guards, failure);
	libbpf_messages_end();
	if (error)
		return error;
	/* A daemon that starts lets go of what its service manager holds only after this: it is not waited for. */
	old_programs_ended(&old, STALLED_SECONDS);
	return 0;
}
