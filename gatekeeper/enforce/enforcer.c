// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/enforcer.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "policy/language/words.h"

#include "gatekeeper/enforce/canary.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/install.h"
#include "gatekeeper/base/lock.h"
#include "gatekeeper/enforce/detach-wait.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/route-links.h"

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
	if (!error && canary_call(image->generation) != GK_CANARY_ERRNO)
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

/* Those that cost calls which have nothing to do with BPF. */
static bool has_guards(const struct enforcer_status *status)
{
	unsigned int i;

	for (i = 0; i < status->hook_count; i++)
		if (status->hook[i].guard && status->hook[i].attached)
			return true;
	return false;
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
		error = install_programs(image, path, later, failure);
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
		if (!canary_is_answered(0))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

int enforcer_unload(struct failure *failure)
{
	int lock = lock_take(LOCK_LOAD, LOCK_WAIT, failure);
	struct old_programs programs;
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
	old_programs_read(&programs);
	error = pins_remove(failure);
	if (!error && !gone())
		error = failure_set(
			failure, -EBUSY,
			"the pins are removed, but the programs still run: another process holds their links");
	if (!error)
		old_programs_wait(&programs); /* the canary asks one hook, and others may go later */
	close(lock);
	return error;
}
