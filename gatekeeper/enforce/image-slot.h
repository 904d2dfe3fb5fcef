/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The slot of the image in force: reading what is published, and publishing another in one step. */
#ifndef GATEKEEPER_ENFORCE_IMAGE_SLOT_H
#define GATEKEEPER_ENFORCE_IMAGE_SLOT_H

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

/* What publishing needs; CAP_BPF is enough for all of it. */
struct image_slot {
	int policy_fd;
	int build_fd;
	int gate_fd;
	int btf_fd; /* the type information that the slot wants of every map, from 6.1 on */
	__u32 key_type_id;
	__u32 value_type_id;
};

/*
 * Opens the pinned slot; where it is sealed, only to read. CAP_BPF is enough. Returns 0, -ENOENT (nothing is loaded) or
 * another negative errno.
 */
int image_slot_open(struct image_slot *ret_slot);
void image_slot_close(struct image_slot *slot);

/*
 * Reads the image in force. Needs CAP_SYS_ADMIN. Returns 0, -ENOENT (empty, or no image of this version) or another
 * negative errno.
 */
int image_slot_read(const struct image_slot *slot, struct gk_image *ret_image);

/*
 * Publishes `image`, of the policy file at `path`, in one step; the canary proves it. Sets its path and
 * generation. Returns 0 or a negative errno; then what was published before still is.
 */
int image_slot_publish(const struct image_slot *slot, struct gk_image *image, const char *path,
		       struct failure *failure);

/* What the gatekeeper itself is kept from, from now on: when all of a load is in its place. 0 or a negative errno. */
int image_slot_protect(const struct image_slot *slot, const struct gk_image *image);

/* The same as image_slot_publish() with a map that is at hand, for the first image; does without the slot's type
 * information. */
int image_slot_publish_map(const struct image_slot *slot, int image_fd, struct gk_image *image, const char *path,
			   struct failure *failure);

#endif
