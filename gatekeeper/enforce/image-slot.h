/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The slot of the active image: reads what is published, and publishes another image in one step. */
#ifndef GATEKEEPER_ENFORCE_IMAGE_SLOT_H
#define GATEKEEPER_ENFORCE_IMAGE_SLOT_H

#include <stdbool.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

/* What publishing needs; CAP_BPF is enough for all of it. Descriptors that are not open are -1. */
struct image_slot {
	int policy_fd;
	int build_fd;
	int gate_fd;
	int btf_fd; /* the type information that the slot requires of every map, from 6.1 on */
	__u32 key_type_id;
	__u32 value_type_id;
};

#define IMAGE_SLOT_CLOSED \
	{ \
		.policy_fd = -1, .build_fd = -1, .gate_fd = -1, .btf_fd = -1 \
	}

static inline bool image_slot_is_open(const struct image_slot *slot)
{
	return slot->policy_fd >= 0;
}

/*
 * Opens the pinned slot, if it is sealed only for reading. CAP_BPF is enough. Returns 0, -ENOENT if nothing is loaded
 * or the kernel side hides it from this process, or another negative errno.
 */
int image_slot_open(struct image_slot *ret_slot);

/* Closes what is open. A slot can be closed twice. */
void image_slot_close(struct image_slot *slot);

/*
 * Reads the active image. Needs CAP_SYS_ADMIN. Returns 0, -ENOENT if the slot is empty or has an image of another
 * version, or another negative errno.
 */
int image_slot_read(const struct image_slot *slot, struct gk_image *ret_image);

/*
 * Publishes `image`, compiled from the policy file at `path`, in one step, and sets its path and generation. Returns 0
 * or a negative errno; then what was published before still is.
 */
int image_slot_publish(const struct image_slot *slot, struct gk_image *image, const char *path,
		       struct failure *failure);

/* The same into a map that the caller has, for the first image; the slot's type information is not needed. */
int image_slot_publish_map(const struct image_slot *slot, int image_fd, struct gk_image *image, const char *path,
			   struct failure *failure);

/* Switches to the protection of this image, once all of a load is pinned. Returns 0 or a negative errno. */
int image_slot_protect(const struct image_slot *slot, const struct gk_image *image);

#endif
