// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/trial/try-policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/lock.h"
#include "gatekeeper/enforce/canary.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/install.h"
#include "gatekeeper/host/passphrase.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/route-links.h"
#include "gatekeeper/enforce/settle-trial.h"
#include "gatekeeper/enforce/trial.h"
#include "gatekeeper/trial/unseal-key.h"

/* More than a load takes, also on a slow machine. */
#define LOCK_SECONDS 60
#define LIFT_MINUTES 2 /* more than a trial takes to begin; it is ended when it has begun */

static int open_slot(struct image_slot *ret_slot, struct failure *failure)
{
	int error = image_slot_open(ret_slot);

	if (error == -ENOENT)
		return failure_set(failure, error, "no policy is loaded");
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", PINS_DIRECTORY, strerror(-error));
	return 0;
}

static int lift(const struct unseal_key *key, struct failure *failure)
{
	if (key)
		return unseal_key_lift(key, LIFT_MINUTES, failure);
	if (protection_is_sealed())
		return failure_set(failure, -EPERM, "sealed: the passphrase is needed");
	if (protection_keeps_us_out())
		return failure_set(failure, -EPERM,
				   "a protected instance loaded by a different binary is active, or this process is "
				   "being traced: run gatekeeper load first");
	return 0;
}

/* If the key was changed meanwhile, the protection comes back when LIFT_MINUTES are over. */
static void end_lift(const struct unseal_key *key)
{
	struct failure ignored;

	if (key)
		unseal_key_lift(key, 0, &ignored);
}

/* What could make a confirmation fail later. */
static int check_image(const struct enforcer_status *status, const struct gk_image *image, struct failure *failure)
{
	struct gk_seal seal;
	int error;

	if (!status->loaded)
		return failure_set(failure, -ENOENT,
				   "no policy is loaded that could come back: run gatekeeper load without --confirm");
	if (status->mode == image->mode && !memcmp(status->digest, image->digest, sizeof(image->digest)))
		return failure_set(failure, -EALREADY, "this policy is active already: there is nothing to try");
	if (image->protect != GK_PROTECT_SEALED)
		return 0;
	error = passphrase_read(&seal, failure);
	if (error == -ENOENT)
		return failure_set(
			failure, error,
			"protect: sealed needs a passphrase, and none was chosen: run gatekeeper seal first");
	return error;
}

/* Loads the programs for both policies anew, with the old policy, which stays active. */
static int install_for_both(const struct image_slot *slot, const struct gk_image *image, struct failure *failure)
{
	_cleanup_free_ struct gk_image *old = malloc(sizeof(*old));
	char path[GK_POLICY_PATH_SIZE];
	int error;

	if (!old)
		return failure_set(failure, -ENOMEM, "cannot read the active policy: out of memory");
	error = image_slot_read(slot, old);
	if (error)
		return failure_set(failure, error, "cannot read the active policy: %s", strerror(-error));
	memset(&old->known, 0, sizeof(old->known));
	memcpy(path, old->path, sizeof(path));
	return install_programs(old, path, image->operations, image->protect, failure);
}

/* Begins the trial of the image in the other slot, and proves it. */
static int begin(const struct gk_image *image, unsigned int seconds, struct failure *failure)
{
	int error = trial_call(GK_TRIAL_BEGIN, seconds);

	if (error)
		return failure_set(failure, error, "cannot begin the trial: %s", strerror(-error));
	if (canary_call(image->generation) == GK_CANARY_ERRNO)
		return 0;
	trial_call(GK_TRIAL_TAKE_BACK, 0);
	return failure_set(failure, -EUCLEAN,
			   "the policy was taken back, as a test call was not denied: see gatekeeper doctor");
}

static int stage_and_begin(struct gk_image *image, const char *path, unsigned int seconds, struct failure *failure)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	struct failure ignored;
	int error = open_slot(&slot, failure);

	if (error)
		return error;
	error = routes_attach(image->operations, failure);
	if (!error)
		error = image_slot_stage(&slot, image, path, failure);
	if (!error)
		error = begin(image, seconds, failure);
	if (error)
		trial_settle(&slot, &ignored);
	return error;
}

static int prepare(const struct enforcer_status *status, const struct gk_image *image, struct failure *failure)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	enum gk_protection guards = image->protect > status->protect ? image->protect : status->protect;
	int error = open_slot(&slot, failure);

	if (error)
		return error;
	error = trial_settle(&slot, failure);
	if (error || enforcer_has_programs(status, image->operations | status->operations, guards))
		return error;
	return install_for_both(&slot, image, failure);
}

static int try_lifted(struct gk_image *image, const char *path, unsigned int seconds,
		      const struct enforcer_status *status, const struct unseal_key *key, struct failure *failure)
{
	int error = prepare(status, image, failure);

	if (error)
		return error;
	error = lift(key, failure); /* again, if the programs are new */
	return error ? error : stage_and_begin(image, path, seconds, failure);
}

static int try_locked(struct gk_image *image, const char *path, unsigned int seconds, const struct unseal_key *key,
		      struct failure *failure)
{
	struct enforcer_status status;
	int error = lift(key, failure);

	if (error)
		return error;
	error = enforcer_status(&status, failure);
	if (!error && status.trial.running)
		error = failure_set(failure, -EBUSY,
				    "another policy is on trial for %llu more seconds: run gatekeeper confirm first, "
				    "or wait",
				    (unsigned long long)status.trial.seconds);
	if (!error)
		error = check_image(&status, image, failure);
	if (!error)
		error = try_lifted(image, path, seconds, &status, key, failure);
	end_lift(key);
	return error;
}

int policy_try(struct gk_image *image, const char *path, unsigned int seconds, const struct unseal_key *key,
	       struct failure *failure)
{
	_cleanup_close_ int lock = lock_take(LOCK_LOAD, LOCK_SECONDS, failure);

	return lock < 0 ? lock : try_locked(image, path, seconds, key, failure);
}

static int check_running(struct failure *failure)
{
	struct trial trial;
	int error = trial_read(&trial);

	if (error == -ENOENT)
		return failure_set(
			failure, error,
			"no policy is loaded: nothing to confirm; gatekeeper load --confirm puts one on trial");
	if (error)
		return failure_set(failure, error, "cannot read the pin gk_trial: %s", strerror(-error));
	if (trial.over)
		return failure_set(failure, -ETIME, "too late: the trial is over, and the policy before it is active");
	return trial.running ? 0 : failure_set(failure, -ENOENT, "no policy is on trial");
}

/* The key that the new protection needs, before anything else can fail. */
static int set_key(const struct image_slot *slot, struct failure *failure)
{
	_cleanup_close_ int seal_fd = pins_open("gk_seal");
	struct gk_slot_head active, other;
	int error = image_slot_heads(slot, &active, &other);

	if (error)
		return failure_set(failure, error, "cannot read the pin gk_build: %s", strerror(-error));
	if (seal_fd < 0)
		return failure_set(failure, seal_fd, "cannot open the pin gk_seal: %s", strerror(-seal_fd));
	return protection_set_key(seal_fd, active.protect == GK_PROTECT_SEALED, failure);
}

static int end_open(const struct image_slot *slot, enum gk_trial_action action, struct failure *failure)
{
	int error = action == GK_TRIAL_CONFIRM ? set_key(slot, failure) : 0;

	if (error)
		return error;
	error = trial_call(action, 0);
	if (error == -ETIME)
		return failure_set(failure, error, "too late: the trial is over, and the policy before it is active");
	if (error)
		return failure_set(failure, error, "cannot end the trial: %s", strerror(-error));
	return trial_settle(slot, failure);
}

static int end_locked(enum gk_trial_action action, const struct unseal_key *key, struct failure *failure)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	int error = lift(key, failure);

	if (error)
		return error;
	error = open_slot(&slot, failure);
	if (!error)
		error = end_open(&slot, action, failure);
	end_lift(key);
	return error;
}

static int end(enum gk_trial_action action, const struct unseal_key *key, struct failure *failure)
{
	_cleanup_close_ int lock = lock_take(LOCK_LOAD, LOCK_SECONDS, failure);
	int error;

	if (lock < 0)
		return lock;
	error = check_running(failure);
	return error ? error : end_locked(action, key, failure);
}

int policy_settle(struct failure *failure)
{
	_cleanup_close_ int lock = lock_take(LOCK_LOAD, LOCK_SECONDS, failure);
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	int error;

	if (lock < 0)
		return lock;
	error = open_slot(&slot, failure);
	return error ? error : trial_settle(&slot, failure);
}

int policy_confirm(const struct unseal_key *key, struct failure *failure)
{
	return end(GK_TRIAL_CONFIRM, key, failure);
}

int policy_take_back(const struct unseal_key *key, struct failure *failure)
{
	return end(GK_TRIAL_TAKE_BACK, key, failure);
}
