// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/enforcer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/enforce/canary.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/install.h"
#include "gatekeeper/base/lock.h"
#include "gatekeeper/enforce/detach-wait.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/route-links.h"
#include "gatekeeper/enforce/settle-trial.h"

/* More than a load takes, also on a slow machine. */
#define LOAD_WAIT 60

static int set_key(const struct gk_image *image, struct failure *failure)
{
	_cleanup_close_ int seal_fd = pins_open("gk_seal");

	if (seal_fd < 0)
		return failure_set(failure, seal_fd, "cannot open the pin gk_seal: %s", strerror(-seal_fd));
	return protection_set_key(seal_fd, image->protect == GK_PROTECT_SEALED, failure);
}

/* Publishes between attaching what the new policy needs and detaching what only the old one needed. */
static int publish_image(const struct image_slot *slot, struct gk_image *image, const char *path,
			 struct failure *failure)
{
	int error = routes_attach(image->operations, failure);

	if (error)
		return error;
	error = image_slot_publish(slot, image, path, failure);
	if (error)
		return error;
	return routes_detach(image->operations, failure);
}

static int publish_locked(const struct image_slot *slot, struct gk_image *image, const char *path,
			  struct failure *failure)
{
	int error = trial_settle(slot, failure);

	if (error)
		return error;
	error = set_key(image, failure);
	if (error)
		return error;
	error = publish_image(slot, image, path, failure);
	if (error)
		return error;
	error = image_slot_protect(slot, image->protect);
	if (error)
		return failure_set(failure, error, "the policy is active, but cannot switch its protection on: %s",
				   strerror(-error));
	if (canary_call(image->generation) != GK_CANARY_ERRNO)
		return failure_set(failure, -EUCLEAN,
				   "the policy is published, but a test call was not denied: see gatekeeper doctor");
	return 0;
}

/* Refuses what a publish alone cannot do. */
static int check_publish(const struct gk_image *image, struct failure *failure)
{
	if (protection_is_sealed())
		return failure_set(failure, -EPERM, "sealed: gatekeeper unseal lets it be replaced");
	if (image->protect != GK_PROTECT_OFF && !pins_has("gk_unlink"))
		return failure_set(failure, -EOPNOTSUPP, "protect: %s needs more hooks: run gatekeeper load",
				   word_text(&protection_words, image->protect));
	return 0;
}

/* Is the image with this generation still active? */
static int check_active(const struct image_slot *slot, __u64 generation, struct failure *failure)
{
	struct gk_slot_head active, other;
	int error = image_slot_heads(slot, &active, &other);

	if (error)
		return failure_set(failure, error, "cannot read which policy is active: %s", strerror(-error));
	if (active.generation != generation)
		return failure_set(failure, -ESTALE, "another policy was loaded meanwhile");
	return 0;
}

int enforcer_publish(const struct image_slot *slot, struct gk_image *image, const char *path, __u64 replaced,
		     struct failure *failure)
{
	/* Who follows something tries again: an unload with the lock may wait for what the daemon is to let go of. */
	_cleanup_close_ int lock = lock_take(LOCK_LOAD, replaced ? 0 : LOCK_WAIT, failure);
	int error;

	if (lock == -EBUSY && replaced)
		return -ESTALE;
	if (lock < 0)
		return lock;
	error = replaced ? check_active(slot, replaced, failure) : 0;
	if (error)
		return error;
	error = check_publish(image, failure);
	if (error)
		return error;
	return publish_locked(slot, image, path, failure);
}

/* Is it the same policy, proven? What is sealed need not be loaded again, and cannot be. */
static bool is_active(const struct enforcer_status *status, const struct gk_image *image)
{
	return status->loaded && status->proven && status->armed && status->mode == image->mode &&
	       status->protect == image->protect && !memcmp(status->digest, image->digest, sizeof(image->digest));
}

/* Are there hooks that cost calls which have nothing to do with BPF? */
static bool has_guards(const struct enforcer_status *status)
{
	for (unsigned int i = 0; i < status->hook_count; i++)
		if (status->hook[i].guard && status->hook[i].attached)
			return true;
	return false;
}

bool enforcer_has_programs(const struct enforcer_status *status, uint64_t operations, enum gk_protection guards)
{
	return status->loaded && status->current && status->proven && enforcer_all_attached(status) &&
	       install_has_maps() && has_guards(status) == (guards != GK_PROTECT_OFF) && routes_are_loaded(operations);
}

/* Publishes into the programs that are there. */
static int publish_pinned(struct gk_image *image, const char *path, struct failure *failure)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	int error = image_slot_open(&slot);

	if (error)
		return failure_set(failure, error, "cannot read %s: %s", PINS_DIRECTORY, strerror(-error));
	return publish_locked(&slot, image, path, failure);
}

/* A load failed where a policy is active whose pins this process does not see. */
static int explain_no_pins(int error, struct failure *failure)
{
	char point[PINS_POINT_SIZE];

	if (pins_are_hidden(point, sizeof(point)))
		return failure_set(failure, error,
				   "a policy is active, but a mount on %s hides its pins; umount %s, then run "
				   "gatekeeper load",
				   point, point);
	return failure_set(failure, error,
			   "another gatekeeper is active, which another executable loaded, and its pins are not "
			   "visible in " PINS_BPFFS);
}

static int load_locked(struct gk_image *image, const char *path, uint64_t later, struct failure *failure)
{
	struct enforcer_status status;
	bool lifted;
	int error = enforcer_status(&status, failure);

	if (error)
		return error;
	if (is_active(&status, image) && protection_is_sealed())
		return 0;
	if (status.trial.running)
		return failure_set(failure, -EBUSY,
				   "a policy is on trial for %llu more seconds: gatekeeper confirm keeps it, and "
				   "gatekeeper confirm --take-back ends the trial now",
				   (unsigned long long)status.trial.seconds);
	error = protection_take_over(&lifted, failure);
	if (error)
		return error;
	if (enforcer_has_programs(&status, image->operations | later, image->protect))
		return publish_pinned(image, path, failure);
	if (!status.current)
		protection_stay_lifted();
	error = install_programs(image, path, later, image->protect, failure);
	if (error && lifted)
		protection_lift(0, NULL);
	return error && status.hidden && !status.pinned ? explain_no_pins(error, failure) : error;
}

int enforcer_load(struct gk_image *image, const char *path, uint64_t later, struct failure *failure)
{
	_cleanup_close_ int lock = lock_take(LOCK_LOAD, LOAD_WAIT, failure);
	int error;

	if (lock < 0)
		return lock;
	error = load_locked(image, path, later, failure);
	if (error)
		return error;
	pins_set_unloaded(false);
	return 0;
}

/* What is to end: the programs of the pins, or those of an earlier unload that somebody holds. */
static void find_programs(struct old_programs *ret_programs)
{
	old_programs_read(ret_programs);
	if (ret_programs->count == 0 && canary_is_answered(0))
		old_programs_find(ret_programs);
}

static int unload_locked(struct failure *failure)
{
	struct old_programs programs;
	bool lifted;
	int error = protection_take_over(&lifted, failure);

	if (error)
		return error;
	pins_set_unloaded(true);
	find_programs(&programs);
	error = pins_remove(failure);
	if (error && (error != -ENOENT || programs.count == 0))
		return error;
	return old_programs_wait(&programs, failure);
}

int enforcer_unload(struct failure *failure)
{
	_cleanup_close_ int lock = lock_take(LOCK_LOAD, LOAD_WAIT, failure);

	return lock < 0 ? lock : unload_locked(failure);
}
