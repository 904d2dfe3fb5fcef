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

#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/protection.h"

static const __u32 zero;

#define SWAPS_MAX 100 /* publishes between two system calls, before it is given up */

/* Descriptor of the map that is in the slot now, or a negative errno; -ENOENT: the slot is empty. */
static int open_published(int policy_fd)
{
	LIBBPF_OPTS(bpf_get_fd_by_id_opts, options, .open_flags = BPF_F_RDONLY);
	__u32 id;
	int fd, i;

	for (i = 0; i < SWAPS_MAX; i++) {
		if (bpf_map_lookup_elem(policy_fd, &zero, &id))
			return -errno;
		fd = bpf_map_get_fd_by_id_opts(id, &options);
		if (fd >= 0)
			return fd;
		if (errno != ENOENT) /* that: another image was published meanwhile, and this one is gone */
			return -errno;
	}
	return -EAGAIN;
}

/*
 * The types of a map like the one in the slot: a struct, as on 6.1 the slot takes only a map in whose value the kernel
 * looked in vain for a timer or a spin lock (bpf_map_meta_equal(); in what is no struct it does not look). It does not
 * ask whose they are, and to fetch those of the map that is there would take CAP_SYS_ADMIN.
 */
static int make_types(struct image_slot *slot)
{
	struct btf *btf = btf__new_empty();
	int key, byte, bytes, value, error;

	if (!btf)
		return -errno;
	key = btf__add_int(btf, "__u32", sizeof(__u32), 0);
	byte = btf__add_int(btf, "__u8", 1, 0);
	bytes = btf__add_array(btf, key, byte, sizeof(struct gk_image));
	value = btf__add_struct(btf, "gk_image", sizeof(struct gk_image));
	error = btf__add_field(btf, "bytes", bytes, 0, 0);
	error = error ?: btf__load_into_kernel(btf); /* refuses, too, what could not be added */
	slot->btf_fd = error ? -1 : fcntl(btf__fd(btf), F_DUPFD_CLOEXEC, 3);
	if (!error && slot->btf_fd < 0)
		error = -errno;
	slot->key_type_id = (__u32)key;
	slot->value_type_id = (__u32)value;
	btf__free(btf);
	return error;
}

int image_slot_open(struct image_slot *ret_slot)
{
	int (*open_pin)(const char *name) = protection_is_sealed() ? pins_open_to_read : pins_open;
	struct image_slot slot = {
		.policy_fd = open_pin("gk_policy"),
		.build_fd = open_pin("gk_build"),
		.gate_fd = open_pin("gk_gate"),
		.btf_fd = -1,
	};
	__u32 id;
	int error = slot.policy_fd < 0 ? slot.policy_fd : slot.build_fd < 0 ? slot.build_fd : slot.gate_fd;

	if (error >= 0)
		error = bpf_map_lookup_elem(slot.policy_fd, &zero, &id) ? -errno : make_types(&slot);
	if (error) {
		image_slot_close(&slot);
		return error;
	}
	*ret_slot = slot;
	return 0;
}

void image_slot_close(struct image_slot *slot)
{
	if (slot->policy_fd >= 0)
		close(slot->policy_fd);
	if (slot->build_fd >= 0)
		close(slot->build_fd);
	if (slot->gate_fd >= 0)
		close(slot->gate_fd);
	if (slot->btf_fd >= 0)
		close(slot->btf_fd);
}

int image_slot_read(const struct image_slot *slot, struct gk_image *ret_image)
{
	int fd = open_published(slot->policy_fd);
	int error;

	if (fd < 0)
		return fd;
	error = bpf_map_lookup_elem(fd, &zero, ret_image) ? -errno : 0;
	close(fd);
	if (!error && ret_image->magic != GK_IMAGE_MAGIC)
		return -ENOENT;
	return error;
}

/* A longer path keeps its end, which tells more. */
static void set_path(struct gk_image *image, const char *path)
{
	size_t length = strlen(path), room = sizeof(image->path) - 1;

	memset(image->path, 0, sizeof(image->path));
	if (length <= room)
		memcpy(image->path, path, length);
	else
		snprintf(image->path, sizeof(image->path), "...%s", path + length - room + 3);
}

/* Generations are never used twice, also not after a publish that failed. */
static int next_generation(int build_fd, __u64 *ret_generation)
{
	struct gk_build build;

	if (bpf_map_lookup_elem(build_fd, &zero, &build))
		return -errno;
	build.generation++;
	if (bpf_map_update_elem(build_fd, &zero, &build, BPF_ANY))
		return -errno;
	*ret_generation = build.generation;
	return 0;
}

/* What the hook asks before it looks at the image: what the new one needs, and with `keep` also what is there. */
static int set_gate(int gate_fd, const struct gk_image *image, bool keep)
{
	__u64 needed = image->commands | GK_GUARDED_COMMANDS, init_needed = image->init_commands;
	struct gk_gate gate;

	if (bpf_map_lookup_elem(gate_fd, &zero, &gate))
		return -errno;
	if (image->protect != GK_PROTECT_OFF) {
		needed |= 1ULL << BPF_PROG_LOAD; /* whose program lsm/bpf_prog then knows to be new */
		init_needed |= 1ULL << BPF_PROG_LOAD | GK_GUARDED_COMMANDS;
	}
	gate.commands = (keep ? gate.commands : 0) | needed;
	gate.init_commands = (keep ? gate.init_commands : 0) | init_needed;
	return bpf_map_update_elem(gate_fd, &zero, &gate, BPF_ANY) ? -errno : 0;
}

int image_slot_protect(const struct image_slot *slot, const struct gk_image *image)
{
	struct gk_gate gate;

	if (bpf_map_lookup_elem(slot->gate_fd, &zero, &gate))
		return -errno;
	gate.protect = image->protect;
	return bpf_map_update_elem(slot->gate_fd, &zero, &gate, BPF_ANY) ? -errno : 0;
}

int image_slot_publish_map(const struct image_slot *slot, int image_fd, struct gk_image *image, const char *path,
			   struct failure *failure)
{
	int error = next_generation(slot->build_fd, &image->generation);

	set_path(image, path);
	if (!error && bpf_map_update_elem(image_fd, &zero, image, BPF_ANY))
		error = -errno;
	error = error ?: set_gate(slot->gate_fd, image, true);
	if (error)
		return failure_set(failure, error, "the policy image can't be written: %s", strerror(-error));
	if (bpf_map_update_elem(slot->policy_fd, &zero, &image_fd, BPF_ANY))
		return failure_set(failure, -errno, "the policy can't be published: %s", strerror(errno));
	/* The kernel has waited for whoever still read the image before. Up to 6.7 to read the slot would wait again.
	 */
	error = set_gate(slot->gate_fd, image, false);
	if (error)
		return failure_set(failure, error, "the policy is published, but not what it needs: %s",
				   strerror(-error));
	return 0;
}

int image_slot_publish(const struct image_slot *slot, struct gk_image *image, const char *path, struct failure *failure)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .btf_fd = slot->btf_fd, .btf_key_type_id = slot->key_type_id,
		    .btf_value_type_id = slot->value_type_id);
	int fd, error;

	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "gk_image", sizeof(zero), sizeof(*image), 1, &options);
	if (fd < 0)
		return failure_set(failure, -errno, "a map for the policy can't be made: %s", strerror(errno));
	error = image_slot_publish_map(slot, fd, image, path, failure);
	close(fd);
	return error;
}
