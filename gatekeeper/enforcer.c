// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "enforcer.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/resolve.h"
#include "policy/words.h"

#include "bpf-lsm/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "host.h"
#include "image-slot.h"
#include "lock.h"
#include "old-programs.h"
#include "own-objects.h"
#include "pins.h"
#include "protection.h"
#include "routes.h"

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

/*
 * The programs, and the executable that the gate takes for the gatekeeper: after an upgrade that brings the same
 * programs these know a file that is gone, whose inode may become another's.
 */
static void this_build(struct gk_build *ret_build)
{
	SHA2_CTX context;
	struct stat self = {};
	size_t size;
	const void *bytes = gatekeeper_bpf__elf_bytes(&size);

	memset(ret_build, 0, sizeof(*ret_build));
	ret_build->version = GK_ABI_VERSION;
	SHA256Init(&context);
	SHA256Update(&context, bytes, size);
	if (!stat("/proc/self/exe", &self)) {
		SHA256Update(&context, (const void *)&self.st_dev, sizeof(self.st_dev));
		SHA256Update(&context, (const void *)&self.st_ino, sizeof(self.st_ino));
	}
	SHA256Final(ret_build->digest, &context);
}

/* Whose the pins are; 0, or a negative errno when there are none. */
static int pinned_build(struct gk_build *ret_build)
{
	int fd = pins_open_to_read("gk_build");
	int error;

	if (fd < 0)
		return fd;
	error = bpf_map_lookup_elem(fd, &zero, ret_build) ? -errno : 0;
	close(fd);
	return error;
}

static bool pinned_by_this_build(void)
{
	struct gk_build pinned, own;

	this_build(&own);
	return !pinned_build(&pinned) && pinned.version == own.version &&
	       !memcmp(pinned.digest, own.digest, sizeof(own.digest));
}

static bool hook_attached(const struct bpf_program *program)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	int fd = pins_open(bpf_program__name(program));
	bool attached;

	if (fd < 0)
		return false;
	/* A cgroup link can outlive its attachment; it has no cgroup then. */
	attached = !bpf_obj_get_info_by_fd(fd, &info, &size) && info.prog_id &&
		   (info.type != BPF_LINK_TYPE_CGROUP || info.cgroup.cgroup_id);
	close(fd);
	return attached;
}

/* Those that only `protect: self` and more need: what they hook has nothing to do with BPF. */
static bool is_guard(const char *section)
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

static void read_hooks(struct enforcer_status *status, const struct gatekeeper_bpf *skeleton)
{
	struct bpf_program *program;

	status->hook_count = 0;
	bpf_object__for_each_program(program, skeleton->obj)
	{
		struct enforcer_hook *hook = &status->hook[status->hook_count];

		if (status->hook_count == ENFORCER_HOOKS_MAX)
			break;
		snprintf(hook->section, sizeof(hook->section), "%s", bpf_program__section_name(program));
		hook->attached = hook_attached(program);
		hook->guard = is_guard(hook->section);
		hook->route = routes_is_route(bpf_program__name(program));
		if (hook->route)
			hook->needed = routes_is_needed(bpf_program__name(program), status->operations);
		else
			hook->needed = !hook->guard || status->protect != GK_PROTECT_OFF;
		status->hook_count++;
	}
}

/* Those that cost calls which have nothing to do with BPF. */
static bool has_guards(const struct enforcer_status *status)
{
	unsigned int i;

	for (i = 0; i < status->hook_count; i++)
		if (status->hook[i].guard && status->hook[i].attached)
			return true;
	return false;
}

bool enforcer_all_attached(const struct enforcer_status *status)
{
	unsigned int i;

	for (i = 0; i < status->hook_count; i++)
		if (status->hook[i].needed && !status->hook[i].attached)
			return false;
	return status->hook_count > 0;
}

bool enforcer_is_enforcing(const struct enforcer_status *status)
{
	return status->loaded && status->proven && enforcer_all_attached(status) && status->mode == GK_ENFORCE;
}

static int canary(uint64_t generation)
{
	__u64 attr[2] = {generation, 0};

	return syscall(__NR_bpf, GK_CANARY_COMMAND, attr, sizeof(attr)) < 0 ? errno : 0;
}

/* By programs of whatever image. */
static bool is_answered(uint64_t generation)
{
	int answer = canary(generation);

	return answer == GK_CANARY_ERRNO || answer == GK_CANARY_STALE_ERRNO;
}

/* The head of the image in force into `status`; 0, -ENOENT or another negative errno. */
static int read_policy(struct enforcer_status *status)
{
	struct gk_image *image;
	struct image_slot slot;
	int error = image_slot_open(&slot);

	if (error)
		return error;
	image = malloc(sizeof(*image));
	error = image ? image_slot_read(&slot, image) : -ENOMEM;
	image_slot_close(&slot);
	if (!error) {
		memcpy(status->path, image->path, sizeof(status->path));
		memcpy(status->digest, image->digest, sizeof(status->digest));
		status->generation = image->generation;
		status->rule_count = image->rule_count;
		status->operations = image->operations;
		status->mode = image->mode;
		status->protect = image->protect;
		status->loaded = true;
	}
	free(image);
	return error;
}

/* The canary; where another policy was published since `status` was read, it is read and tried again. */
static bool prove(struct enforcer_status *status)
{
	int i, answer;

	for (i = 0; i < 100; i++) {
		answer = canary(status->generation);
		if (answer != GK_CANARY_STALE_ERRNO)
			return answer == GK_CANARY_ERRNO;
		if (read_policy(status))
			return false;
	}
	return false;
}

/* The policy, and the hooks that it needs; where another was published meanwhile, once more. */
static int read_policy_and_hooks(struct enforcer_status *status, const struct gatekeeper_bpf *skeleton)
{
	struct enforcer_status again = {};
	int error, i;

	for (i = 0; i < 100; i++) {
		error = read_policy(status);
		read_hooks(status, skeleton);
		if (error || enforcer_all_attached(status) || read_policy(&again) ||
		    again.generation == status->generation)
			break;
	}
	return error;
}

int enforcer_operations(uint64_t *ret_operations)
{
	struct enforcer_status status = {};
	int error = read_policy(&status);

	if (!error)
		*ret_operations = status.operations;
	return error;
}

static void read_counters(const char *pin, struct gk_counters *ret_counters)
{
	int fd = pins_open_to_read(pin);

	if (fd < 0)
		return;
	bpf_map_lookup_elem(fd, &zero, ret_counters);
	close(fd);
}

bool enforcer_is_alive(void)
{
	return is_answered(0);
}

bool enforcer_is_guarded(void)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	int fd = pins_open("gk_sysctl");
	bool attached = fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size) && info.cgroup.cgroup_id;

	if (fd >= 0)
		close(fd);
	return attached;
}

int enforcer_status(struct enforcer_status *ret_status, struct failure *failure)
{
	struct gatekeeper_bpf *skeleton = gatekeeper_bpf__open();
	struct enforcer_status status = {};
	struct protection protection = {0};
	int error;

	if (!skeleton)
		return failure_set(failure, -errno, "the BPF object can't be read: %s", strerror(errno));
	status.pinned = pins_has("gk_build");
	status.hidden = protection_keeps_us_out() || (!status.pinned && is_answered(0));
	error = read_policy_and_hooks(&status, skeleton);
	gatekeeper_bpf__destroy(skeleton);
	if (error && error != -ENOENT)
		return failure_set(failure, error, "%s can't be read: %s", PINS_DIRECTORY, strerror(-error));
	if (status.loaded) {
		status.current = pinned_by_this_build();
		status.proven = prove(&status);
		protection_read(&protection);
		status.armed = protection.protect == status.protect;
		status.lifted = protection.lifted;
		read_counters("gk_counters", &status.counters);
		read_counters("gk_reported", &status.reported);
	}
	*ret_status = status;
	return 0;
}

int enforcer_prove(uint64_t *ret_generation)
{
	struct enforcer_status status = {};
	int error = read_policy(&status);

	if (error)
		return error;
	if (!prove(&status))
		return -EUCLEAN;
	*ret_generation = status.generation;
	return 0;
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

	if (pinned_build(&pinned) || pinned.version != GK_ABI_VERSION)
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
	int error;

	libbpf_set_print(keep_warning);
	skeleton = gatekeeper_bpf__open();
	if (!skeleton)
		return failure_set(failure, -errno, "the BPF object can't be read: %s", libbpf_said);
	memcpy((void *)&skeleton->rodata->gk_host, host, sizeof(*host));
	routes_prepare(skeleton->obj, operations, later);
	error = carry_over(skeleton);
	error = error ?: gatekeeper_bpf__load(skeleton);
	if (!error) {
		pinned_build(&before);
		this_build(&build);
		build.generation = before.generation;
		memcpy(build.init, host->ns, sizeof(build.init));
		error = bpf_map_update_elem(bpf_map__fd(skeleton->maps.gk_build), &zero, &build, BPF_ANY) ? -errno : 0;
	}
	if (error) {
		gatekeeper_bpf__destroy(skeleton);
		return failure_set(failure, error, "the kernel does not take the programs: %s\n%s", strerror(-error),
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
		if (image->protect == GK_PROTECT_OFF && is_guard(bpf_program__section_name(program)))
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
		return failure_set(failure, error, "the programs can't be attached: %s\n%s", strerror(-error),
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
		failure_set(failure, error, "%s: %s", path, strerror(-error));
	error = error ?: routes_stage(skeleton->obj, failure);
	if (error) {
		pins_remove_staged();
		return error;
	}
	return pins_commit(failure);
}

/* Nothing attaches before its policy is published, and nothing is pinned before it is proven. */
static int install(struct gk_image *image, const char *path, uint64_t later, struct failure *failure)
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
	if (!error && canary(image->generation) != GK_CANARY_ERRNO)
		error = failure_set(failure, -ENOTRECOVERABLE, "the programs attach, but the kernel never runs them");
	old_programs_read(&old);
	error = error ?: pin_all(skeleton, failure);
	/* Last: what is sealed can't be renamed into its place by anybody. */
	if (!error && (error = image_slot_protect(&slot, image)))
		failure_set(failure, error, "the policy is in force, but its protection is not: %s", strerror(-error));
	gatekeeper_bpf__destroy(skeleton);
	if (!error)
		old_programs_wait(&old);
	return error;
}

static int publish_locked(const struct image_slot *slot, struct gk_image *image, const char *path,
			  struct failure *failure)
{
	int seal_fd = pins_open("gk_seal");
	int error = seal_fd < 0 ? failure_set(failure, seal_fd, "gk_seal: %s", strerror(-seal_fd))
				: protection_set_key(seal_fd, image->protect == GK_PROTECT_SEALED, failure);

	if (seal_fd >= 0)
		close(seal_fd);
	error = error ?: routes_attach(image->operations, failure); /* before the policy that needs them */
	error = error ?: image_slot_publish(slot, image, path, failure);
	error = error ?: routes_detach(image->operations, failure);
	if (!error && (error = image_slot_protect(slot, image)))
		failure_set(failure, error, "the policy is in force, but its protection is not: %s", strerror(-error));
	if (!error && canary(image->generation) != GK_CANARY_ERRNO)
		error = failure_set(failure, -EUCLEAN,
				    "the policy is published, but a call that must be refused is not: see gatekeeper "
				    "doctor");
	return error;
}

/* What can't be done by a publish alone. */
static int check_publish(const struct gk_image *image, struct failure *failure)
{
	if (protection_is_sealed())
		return failure_set(failure, -EPERM, "sealed: gatekeeper unseal lets it be replaced");
	if (image->protect != GK_PROTECT_OFF && !pins_has("gk_unlink"))
		return failure_set(failure, -EOPNOTSUPP, "protect: %s needs more hooks: run gatekeeper load",
				   word_text(&protection_words, image->protect));
	return 0;
}

int enforcer_publish(const struct image_slot *slot, struct gk_image *image, const char *path, struct failure *failure)
{
	int lock = lock_take(LOCK_LOAD, LOCK_WAIT, failure);
	int error;

	if (lock < 0)
		return lock;
	error = check_publish(image, failure);
	error = error ?: publish_locked(slot, image, path, failure);
	close(lock);
	return error;
}

/* The same policy, proven: what is sealed need not be loaded again, and can't. */
static bool is_in_force(const struct enforcer_status *status, const struct gk_image *image)
{
	return status->loaded && status->proven && status->armed && status->mode == image->mode &&
	       status->protect == image->protect && !memcmp(status->digest, image->digest, sizeof(image->digest));
}

/* Are there this build's programs, with all that the image needs and none that costs what it does not need? */
static bool is_enough(const struct enforcer_status *status, const struct gk_image *image, uint64_t later)
{
	return status->loaded && status->current && status->proven && enforcer_all_attached(status) &&
	       has_guards(status) == (image->protect != GK_PROTECT_OFF) && routes_are_loaded(image->operations | later);
}

static int load_locked(struct gk_image *image, const char *path, uint64_t later, struct failure *failure)
{
	struct enforcer_status status;
	struct image_slot slot;
	bool lifted;
	int error = enforcer_status(&status, failure);

	if (error)
		return error;
	if (is_in_force(&status, image) && protection_is_sealed())
		return 0;
	error = protection_take_over(&lifted, failure);
	if (error)
		return error;
	if (!is_enough(&status, image, later)) {
		error = install(image, path, later, failure);
		if (error && lifted)
			protection_lift(0, NULL);
		return error;
	}
	error = image_slot_open(&slot);
	if (error)
		return failure_set(failure, error, "%s can't be read: %s", PINS_DIRECTORY, strerror(-error));
	error = publish_locked(&slot, image, path, failure);
	image_slot_close(&slot);
	return error;
}

int enforcer_load(struct gk_image *image, const char *path, uint64_t later, struct failure *failure)
{
	int lock = lock_take(LOCK_LOAD, LOCK_WAIT, failure);
	int error;

	if (lock < 0)
		return lock;
	error = load_locked(image, path, later, failure);
	if (!error)
		pins_set_unloaded(false);
	close(lock);
	return error;
}

/* The kernel detaches what was unpinned a little later; a daemon lets go of it within a second. */
static bool gone(void)
{
	const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
	int i;

	for (i = 0; i < 500; i++) {
		if (!is_answered(0))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

int enforcer_unload(struct failure *failure)
{
	int lock = lock_take(LOCK_LOAD, LOCK_WAIT, failure);
	bool lifted;
	int error;

	if (lock < 0)
		return lock;
	error = protection_take_over(&lifted, failure);
	if (error) {
		close(lock);
		return error;
	}
	pins_set_unloaded(true);
	error = pins_remove(failure);
	if (!error && !gone())
		error = failure_set(
			failure, -EBUSY,
			"the pins are removed, but the programs still run: another process holds their links");
	close(lock);
	return error;
}
