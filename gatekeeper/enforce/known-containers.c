// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/known-containers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/trial.h"

/* A daemon waits for up to eight seconds to be told who loaded the policy, before it compiles that anew. */
#define WAIT_MILLISECONDS 12000
#define STEP_MILLISECONDS 10

/* Reads the active image if it is another one than at the last look. Returns 1 if it knows them, 0, or an errno. */
static int look(const struct image_slot *slot, uint64_t generation, struct gk_image *image)
{
	struct gk_slot_head active, other;
	int error = image_slot_heads(slot, &active, &other);

	if (error)
		return error;
	if (!(active.flags & GK_IMAGE_NAMES_CONTAINERS))
		return 1;
	if (active.generation != image->generation)
		error = image_slot_read(slot, image);
	return error ? error : image->containers >= generation;
}

static bool is_on_trial(void)
{
	struct trial trial;

	return !trial_read(&trial) && trial.running;
}

static int wait(const struct image_slot *slot, uint64_t generation, struct failure *failure)
{
	const struct timespec step = {.tv_nsec = STEP_MILLISECONDS * 1000000L};
	_cleanup_free_ struct gk_image *image = calloc(1, sizeof(*image));
	int r = image ? 0 : -ENOMEM;

	for (int i = 0; r == 0 && i < WAIT_MILLISECONDS / STEP_MILLISECONDS; i++) {
		if (i > 0)
			nanosleep(&step, NULL);
		r = look(slot, generation, image);
		if (r == 0 && protection_is_sealed())
			return failure_set(failure, -EPERM,
					   "the policy is sealed: its rules that name containers know those that were "
					   "there when it was sealed");
		if (r == 0 && is_on_trial())
			return failure_set(failure, -EBUSY,
					   "a policy is on trial: rules that name containers do not know this one "
					   "before it is confirmed or ends");
	}
	if (r < 0)
		return failure_set(failure, r, "cannot read the policy in force: %s", strerror(-r));
	if (r == 0)
		return failure_set(failure, -ETIME,
				   "rules that name containers do not know this one after %d seconds: is "
				   "gatekeeper.service running? gatekeeper status says",
				   WAIT_MILLISECONDS / 1000);
	return 0;
}

int known_containers_wait(uint64_t generation, struct failure *failure)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	int error = image_slot_open(&slot);

	if (error == -ENOENT)
		return 0;
	if (error)
		return failure_set(failure, error, "cannot open what is loaded: %s", strerror(-error));
	return wait(&slot, generation, failure);
}

bool known_containers_are_required(void)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	struct gk_slot_head active, other;
	int error = image_slot_open(&slot);

	if (error)
		return error != -ENOENT;
	return image_slot_heads(&slot, &active, &other) || active.flags & GK_IMAGE_NEEDS_CONTAINERS;
}
