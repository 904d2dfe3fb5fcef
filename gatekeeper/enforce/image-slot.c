// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/image-slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/base/iterator.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/trial.h"

static const __u32 zero;

#define SWAPS_MAX 100 /* publishes between two system calls of ours before we give up */

/* The slot of the active image. Returns 0 or a negative errno. */
static int find_active(const struct image_slot *slot, __u32 *ret_active)
{
	__u64 trial = 0;

	if (slot->trial_fd >= 0 && bpf_map_lookup_elem(slot->trial_fd, &zero, &trial))
		return -errno;
	*ret_active = gk_active_slot(trial, clock_nanoseconds(CLOCK_BOOTTIME));
	return 0;
}

/*
 * Shows the kernel side an image before anything is decided by it: named cgroups that are made from then on are found,
 * and so are those that are there. Returns 0 or a negative errno.
 */
static int stage(const struct image_slot *slot, const struct gk_image *image, int image_fd)
{
	const __u32 staged = GK_STAGED_SLOT;
	_cleanup_close_ int fd = -1;

	if (!image->has_paths || slot->is_first)
		return 0;
	fd = pins_open("gk_present");
	if (fd < 0)
		return fd;
	if (bpf_map_update_elem(slot->policy_fd, &staged, &image_fd, BPF_ANY))
		return -errno;
	return iterator_run(fd);
}

static void unstage(const struct image_slot *slot, const struct gk_image *image)
{
	const __u32 staged = GK_STAGED_SLOT;

	if (image->has_paths && !slot->is_first)
		bpf_map_delete_elem(slot->policy_fd, &staged);
}

/* Opens the active map for reading. Returns a descriptor, -ENOENT if the slot is empty, or another negative errno. */
static int open_published(const struct image_slot *slot)
{
	LIBBPF_OPTS(bpf_get_fd_by_id_opts, options, .open_flags = BPF_F_RDONLY);
	__u32 id, active;

	for (int i = 0; i < SWAPS_MAX; i++) {
		int error = find_active(slot, &active), fd;

		if (error)
			return error;
		if (bpf_map_lookup_elem(slot->policy_fd, &active, &id))
			return -errno;
		fd = bpf_map_get_fd_by_id_opts(id, &options);
		if (fd >= 0)
			return fd;
		if (errno != ENOENT) /* ENOENT: another image was published meanwhile, and this one is gone */
			return -errno;
	}
	return -EAGAIN;
}

/*
 * Opens the pins. A descriptor for writing lets whoever gets hold of it let every call pass (gk_gate) or change the
 * policy (gk_policy), so that it is open during a change only. Programs of an older build have no gk_trial; the kernel
 * side alone writes it.
 */
static int open_pins(struct image_slot *slot, int (*open_pin)(const char *name))
{
	const struct {
		const char *name;
		int *fd;
	} pins[] = {{"gk_policy", &slot->policy_fd}, {"gk_build", &slot->build_fd}, {"gk_gate", &slot->gate_fd}};

	for (size_t i = 0; i < ARRAY_LENGTH(pins); i++) {
		int fd = open_pin(pins[i].name);

		if (fd < 0)
			return fd;
		*pins[i].fd = fd;
	}
	slot->trial_fd = pins_open_to_read("gk_trial");
	return slot->trial_fd < 0 && slot->trial_fd != -ENOENT ? slot->trial_fd : 0;
}

static int copy_fds(const struct image_slot *slot, struct image_slot *ret_slot)
{
	ret_slot->is_first = true;
	ret_slot->trial_fd = fcntl(slot->trial_fd, F_DUPFD_CLOEXEC, 3); /* it may have none */
	ret_slot->policy_fd = fcntl(slot->policy_fd, F_DUPFD_CLOEXEC, 3);
	ret_slot->build_fd = fcntl(slot->build_fd, F_DUPFD_CLOEXEC, 3);
	ret_slot->gate_fd = fcntl(slot->gate_fd, F_DUPFD_CLOEXEC, 3);
	return ret_slot->policy_fd < 0 || ret_slot->build_fd < 0 || ret_slot->gate_fd < 0 ? -errno : 0;
}

/* Opens for one change what is opened for reading else. */
static int open_to_write(const struct image_slot *slot, struct image_slot *ret_slot)
{
	*ret_slot = (struct image_slot)IMAGE_SLOT_CLOSED;
	return slot->is_first ? copy_fds(slot, ret_slot) : open_pins(ret_slot, pins_open);
}

int image_slot_open(struct image_slot *ret_slot)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	__u32 id, active;
	int error = open_pins(&slot, pins_open_to_read);

	if (error)
		return error;
	error = find_active(&slot, &active);
	if (error)
		return error;
	if (bpf_map_lookup_elem(slot.policy_fd, &active, &id))
		return -errno;
	*ret_slot = slot;
	slot = (struct image_slot)IMAGE_SLOT_CLOSED;
	return 0;
}

void image_slot_close(struct image_slot *slot)
{
	close_fd(&slot->policy_fd);
	close_fd(&slot->build_fd);
	close_fd(&slot->gate_fd);
	close_fd(&slot->trial_fd);
}

int image_slot_read(const struct image_slot *slot, struct gk_image *ret_image)
{
	_cleanup_close_ int fd = open_published(slot);

	if (fd < 0)
		return fd;
	if (bpf_map_lookup_elem(fd, &zero, ret_image))
		return -errno;
	return ret_image->magic == GK_IMAGE_MAGIC ? 0 : -ENOENT;
}

/* Keeps the end of a path that is too long: it tells more. */
static void set_path(struct gk_image *image, const char *path)
{
	size_t length = strlen(path), room = sizeof(image->path) - 1;

	memset(image->path, 0, sizeof(image->path));
	if (length <= room)
		memcpy(image->path, path, length);
	else
		snprintf(image->path, sizeof(image->path), "...%s", path + length - room + 3);
}

static int read_build(const struct image_slot *slot, struct gk_build *ret_build)
{
	return bpf_map_lookup_elem(slot->build_fd, &zero, ret_build) ? -errno : 0;
}

static int write_build(const struct image_slot *slot, const struct gk_build *build)
{
	return bpf_map_update_elem(slot->build_fd, &zero, build, BPF_ANY) ? -errno : 0;
}

/* Gives the image a generation, which no other ever had, and writes its head down. */
static int write_head(const struct image_slot *slot, struct gk_build *build, __u32 number, struct gk_image *image)
{
	image->generation = ++build->generation;
	build->slot[number] = (struct gk_slot_head){
		.generation = image->generation,
		.operations = image->operations,
		.commands = image->commands,
		.init_commands = image->init_commands,
		.protect = image->protect,
		.flags = image->flags,
		.mode = image->mode,
	};
	memcpy(build->slot[number].digest, image->digest, sizeof(image->digest));
	return write_build(slot, build);
}

/*
 * From the protection on nobody is given a program that is aimed at ours. Has the kernel side look for those that
 * somebody has: it lets nobody attach them. Also after each write of gk_gate, which could undo what the kernel side
 * wrote there meanwhile. Returns 0 or a negative errno.
 */
static int find_aimed(void)
{
	_cleanup_close_ int fd = pins_open("gk_find_aimed");

	return fd < 0 ? fd : iterator_run(fd);
}

/* Sets what the hook reads before the image: what the image needs, with `keep` also what is set already. */
static int set_gate(int gate_fd, const struct gk_slot_head *head, bool keep)
{
	struct gk_gate gate;

	if (bpf_map_lookup_elem(gate_fd, &zero, &gate))
		return -errno;
	if (!keep)
		gate.commands = gate.init_commands = 0;
	gk_widen_gate(&gate, head->commands, head->init_commands, head->protect);
	if (bpf_map_update_elem(gate_fd, &zero, &gate, BPF_ANY))
		return -errno;
	return gate.protect == GK_PROTECT_OFF ? 0 : find_aimed();
}

int image_slot_protect(const struct image_slot *slot, enum gk_protection protect)
{
	_cleanup_(image_slot_close) struct image_slot writable;
	struct gk_gate gate;
	int error = open_to_write(slot, &writable);

	if (error)
		return error;
	if (bpf_map_lookup_elem(writable.gate_fd, &zero, &gate))
		return -errno;
	gate.protect = protect;
	if (bpf_map_update_elem(writable.gate_fd, &zero, &gate, BPF_ANY))
		return -errno;
	return protect == GK_PROTECT_OFF ? 0 : find_aimed();
}

static int write_image(const struct image_slot *slot, struct gk_build *build, __u32 number, int image_fd,
		       struct gk_image *image, const char *path)
{
	int error = write_head(slot, build, number, image);

	if (error)
		return error;
	set_path(image, path);
	if (bpf_map_update_elem(image_fd, &zero, image, BPF_ANY))
		return -errno;
	return set_gate(slot->gate_fd, &build->slot[number], true);
}

static int swap_image(const struct image_slot *slot, __u32 number, int image_fd, const struct gk_image *image,
		      struct failure *failure)
{
	int error = stage(slot, image, image_fd);

	if (error)
		error = failure_set(failure, error, "cannot find the cgroups of the policy: %s", strerror(-error));
	else if (bpf_map_update_elem(slot->policy_fd, &number, &image_fd, BPF_ANY))
		error = failure_set(failure, -errno, "cannot publish the policy: %s", strerror(errno));
	unstage(slot, image);
	return error;
}

/* If it fails, the slot has the image still that it had before. */
static int fill_slot(const struct image_slot *slot, __u32 number, int image_fd, struct gk_image *image,
		     const char *path, struct failure *failure)
{
	struct gk_build build;
	struct gk_slot_head before;
	int error = read_build(slot, &build);

	if (error)
		return failure_set(failure, error, "cannot read the pin gk_build: %s", strerror(-error));
	before = build.slot[number];
	error = write_image(slot, &build, number, image_fd, image, path);
	if (error)
		failure_set(failure, error, "cannot write the policy image: %s", strerror(-error));
	else
		error = swap_image(slot, number, image_fd, image, failure);
	if (!error)
		return 0;
	build.slot[number] = before;
	write_build(slot, &build);
	return error;
}

static int narrow_gate(const struct image_slot *slot, __u32 number)
{
	struct gk_build build;
	int error = read_build(slot, &build);

	return error ? error : set_gate(slot->gate_fd, &build.slot[number], false);
}

/* Opens for writing, and finds the slot of the active image. */
static int begin_change(const struct image_slot *slot, struct image_slot *ret_slot, __u32 *ret_active,
			struct failure *failure)
{
	int error = open_to_write(slot, ret_slot);

	if (error)
		return failure_set(failure, error, "cannot open the pins of the policy in %s: %s", PINS_DIRECTORY,
				   strerror(-error));
	error = find_active(ret_slot, ret_active);
	if (error)
		return failure_set(failure, error, "cannot read the map gk_trial: %s", strerror(-error));
	return 0;
}

int image_slot_publish_map(const struct image_slot *slot, int image_fd, struct gk_image *image, const char *path,
			   struct failure *failure)
{
	_cleanup_(image_slot_close) struct image_slot writable;
	__u32 active;
	int error = begin_change(slot, &writable, &active, failure);

	if (error)
		return error;
	error = fill_slot(&writable, active, image_fd, image, path, failure);
	if (error)
		return error;
	/* The update has waited for all readers of the old image. Reading the slot would wait again, up to 6.7. */
	error = narrow_gate(&writable, active);
	if (error)
		return failure_set(failure, error, "the policy is published, but cannot narrow the gate to it: %s",
				   strerror(-error));
	return 0;
}

static void free_types(struct btf **btf)
{
	btf__free(*btf);
}

/*
 * Loads the types of a map like the one in the slot. The value is a struct, as on 6.1 the slot takes only a map whose
 * value the kernel searched in vain for a timer or a spin lock (bpf_map_meta_equal()), and it searches only structs.
 * The kernel does not compare the types themselves; to fetch those of the published map would need CAP_SYS_ADMIN.
 */
static int load_types(struct btf *btf, struct bpf_map_create_opts *ret_options)
{
	int key = btf__add_int(btf, "__u32", sizeof(__u32), 0);
	int byte = btf__add_int(btf, "__u8", 1, 0);
	int bytes = btf__add_array(btf, key, byte, sizeof(struct gk_image));
	int value = btf__add_struct(btf, "gk_image", sizeof(struct gk_image));
	int error = btf__add_field(btf, "bytes", bytes, 0, 0);

	if (error)
		return error;
	error = btf__load_into_kernel(btf); /* fails also if a type above could not be added */
	if (error)
		return error;
	ret_options->btf_fd = (__u32)btf__fd(btf);
	ret_options->btf_key_type_id = (__u32)key;
	ret_options->btf_value_type_id = (__u32)value;
	return 0;
}

static int make_map(const struct image_slot *slot, struct failure *failure)
{
	LIBBPF_OPTS(bpf_map_create_opts, options);
	_cleanup_(free_types) struct btf *btf = btf__new_empty();
	int error = !btf ? -errno : slot->is_first ? 0 : load_types(btf, &options);
	int fd;

	if (error)
		return failure_set(failure, error, "cannot load the types of a map for the policy: %s",
				   strerror(-error));
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "gk_image", sizeof(zero), sizeof(struct gk_image), 1, &options);
	if (fd < 0)
		return failure_set(failure, -errno, "cannot create a map for the policy: %s", strerror(errno));
	return fd;
}

int image_slot_publish(const struct image_slot *slot, struct gk_image *image, const char *path, struct failure *failure)
{
	_cleanup_close_ int fd = make_map(slot, failure);

	return fd < 0 ? fd : image_slot_publish_map(slot, fd, image, path, failure);
}

int image_slot_stage(const struct image_slot *slot, struct gk_image *image, const char *path, struct failure *failure)
{
	_cleanup_close_ int fd = make_map(slot, failure);
	_cleanup_(image_slot_close) struct image_slot writable = IMAGE_SLOT_CLOSED;
	__u32 active;
	int error;

	if (fd < 0)
		return fd;
	error = begin_change(slot, &writable, &active, failure);
	return error ? error : fill_slot(&writable, active ^ 1, fd, image, path, failure);
}

int image_slot_heads(const struct image_slot *slot, struct gk_slot_head *ret_active, struct gk_slot_head *ret_other)
{
	struct gk_build build;
	__u32 active;
	int error = find_active(slot, &active);

	if (error)
		return error;
	error = read_build(slot, &build);
	if (error)
		return error;
	*ret_active = build.slot[active];
	*ret_other = build.slot[active ^ 1];
	return 0;
}

int image_slot_drop_other(const struct image_slot *slot)
{
	_cleanup_(image_slot_close) struct image_slot writable;
	struct gk_build build;
	__u32 active, other;
	int error = open_to_write(slot, &writable);

	if (error)
		return error;
	error = find_active(&writable, &active);
	if (error)
		return error;
	other = active ^ 1;
	if (bpf_map_delete_elem(writable.policy_fd, &other) && errno != ENOENT)
		return -errno;
	error = narrow_gate(&writable, active);
	if (error)
		return error;
	error = read_build(&writable, &build);
	if (error)
		return error;
	build.slot[other] = (struct gk_slot_head){0}; /* last: until then somebody tries again */
	return write_build(&writable, &build);
}
