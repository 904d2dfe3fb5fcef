/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The slots of images: reads what is published, and publishes another image in one step. There are two, see GK_SLOTS in
 * abi.h; "the slot" is that of the active image.
 */
#ifndef GATEKEEPER_ENFORCE_IMAGE_SLOT_H
#define GATEKEEPER_ENFORCE_IMAGE_SLOT_H

#include <stdbool.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

/*
 * The maps that publishing writes to, open for reading: each change opens them anew for writing, and closes them.
 * CAP_BPF is enough for all of it. Descriptors that are not open are -1.
 */
struct image_slot {
	int policy_fd;
	int build_fd;
	int gate_fd;
	int trial_fd;
	bool is_first; /* the programs are not attached, and nothing is pinned: the descriptors are for writing */
};

#define IMAGE_SLOT_CLOSED \
	{ \
		.policy_fd = -1, .build_fd = -1, .gate_fd = -1, .trial_fd = -1 \
	}

static inline bool image_slot_is_open(const struct image_slot *slot)
{
	return slot->policy_fd >= 0;
}

/*
 * Opens the pinned slot for reading. CAP_BPF is enough. Returns 0, -ENOENT if nothing is loaded or the kernel side
 * hides it from this process, or another negative errno.
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

/* The same into a map that the caller has, for the first image. */
int image_slot_publish_map(const struct image_slot *slot, int image_fd, struct gk_image *image, const char *path,
			   struct failure *failure);

/*
 * The same into the other slot: nothing decides by the image until a trial of it begins. The gate is wide enough for
 * both images.
 */
int image_slot_stage(const struct image_slot *slot, struct gk_image *image, const char *path, struct failure *failure);

/* The heads of the active image and of the other one. Returns 0 or a negative errno. */
int image_slot_heads(const struct image_slot *slot, struct gk_slot_head *ret_active, struct gk_slot_head *ret_other);

/* Empties the other slot, which no trial needs any more, and narrows the gate to the active image. Returns 0 or a
 * negative errno. */
int image_slot_drop_other(const struct image_slot *slot);

/* Switches to the protection of an image, once all of a load is pinned. Returns 0 or a negative errno. */
int image_slot_protect(const struct image_slot *slot, enum gk_protection protect);

#endif
