// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/settle-trial.h"

#include <errno.h>
#include <string.h>

#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/route-links.h"
#include "gatekeeper/enforce/trial.h"

static bool is_armed(const struct gk_slot_head *active)
{
	struct protection protection;

	return protection_read(&protection) || protection.protect == active->protect;
}

/* The protection is last: what is sealed cannot be changed. */
static int tidy(const struct image_slot *slot, const struct gk_slot_head *active, const struct gk_slot_head *other,
		struct failure *failure)
{
	int error;

	if (other->generation) {
		error = routes_detach(active->operations, failure);
		if (error)
			return error;
		error = image_slot_drop_other(slot);
		if (error)
			return failure_set(failure, error, "cannot free the policy image that is not active: %s",
					   strerror(-error));
	}
	if (is_armed(active))
		return 0;
	error = image_slot_protect(slot, active->protect);
	if (error)
		return failure_set(failure, error, "the policy is active, but cannot switch its protection on: %s",
				   strerror(-error));
	return 0;
}

int trial_settle(const struct image_slot *slot, struct failure *failure)
{
	struct gk_slot_head active, other;
	struct trial trial;
	int error = trial_read(&trial);

	if (error == -ENOENT)
		return 0; /* programs of an older build know no trial */
	if (error)
		return failure_set(failure, error, "cannot read the pin gk_trial: %s", strerror(-error));
	if (trial.running)
		return failure_set(failure, -EBUSY,
				   "a policy is on trial for %llu more seconds: gatekeeper confirm keeps it, and "
				   "gatekeeper confirm --take-back ends the trial now",
				   (unsigned long long)trial.seconds);
	if (trial.over)
		trial_call(GK_TRIAL_TAKE_BACK, 0);
	error = image_slot_heads(slot, &active, &other);
	if (error)
		return failure_set(failure, error, "cannot read the pin gk_build: %s", strerror(-error));
	return tidy(slot, &active, &other, failure);
}

bool trial_is_unsettled(const struct image_slot *slot)
{
	struct gk_slot_head active, other;
	struct trial trial;

	if (trial_read(&trial) || trial.running)
		return false;
	if (trial.over)
		return true;
	return !protection_is_sealed() && !image_slot_heads(slot, &active, &other) &&
	       (other.generation || !is_armed(&active));
}
