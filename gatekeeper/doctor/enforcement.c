// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Is the policy enforced? By trying it: all other checks only make it likely. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/host/outside.h"

/* Something is enforced, but there are no pins to read it by. */
static struct doctor_finding find_unreadable(void)
{
	char point[PINS_POINT_SIZE], remedy[sizeof("umount ") + PINS_POINT_SIZE];

	if (!pins_are_hidden(point, sizeof(point)))
		return doctor_found(DOCTOR_WARNING, "replace it: gatekeeper load POLICY",
				    "a policy is active that another executable loaded");
	snprintf(remedy, sizeof(remedy), "umount %s", point);
	return doctor_found(DOCTOR_WARNING, remedy, "a policy is active, but a mount on %s hides its pins", point);
}

struct doctor_finding doctor_enforcement(void)
{
	struct failure outside;
	uint64_t generation;
	int error = enforcer_prove(&generation);

	if (!error)
		return doctor_found(DOCTOR_OK, NULL, "a test call was denied (policy generation %" PRIu64 ")",
				    generation);
	if (outside_check_host(&outside))
		return doctor_found(DOCTOR_UNKNOWN, "fix namespaces first", "%.200s", outside.text);
	if (error == -ENOENT && enforcer_is_alive())
		return find_unreadable();
	if (error == -ENOENT)
		return doctor_found(DOCTOR_NOT_LOADED, "gatekeeper load POLICY", "no policy is loaded");
	if (error == -EUCLEAN)
		return doctor_found(DOCTOR_FAILED, "fix the failed checks above, then: gatekeeper load POLICY",
				    "a policy is loaded, but a test call was not denied");
	if (error == -EBADR)
		return doctor_found(DOCTOR_FAILED, "gatekeeper load POLICY",
				    "a policy is loaded, but its gate was changed and lets calls pass that the policy "
				    "decides on");
	return doctor_found(DOCTOR_UNKNOWN, "run as root on the host", "cannot make a test call: %s", strerror(-error));
}
