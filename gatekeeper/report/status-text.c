// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/report/status-text.h"

#include <errno.h>
#include <unistd.h>

#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/host/outside.h"

/* Only root can see the pins. */
static bool is_unknown(const struct enforcer_status *status)
{
	return !status->loaded && !status->hidden && geteuid() != 0;
}

int status_read(struct enforcer_status *ret_status, struct failure *failure)
{
	int error = enforcer_status(ret_status, failure);

	if (error == 0 && is_unknown(ret_status))
		return failure_set(failure, -EPERM, "cannot read the state: run as root");
	return error;
}

static void print_hidden(FILE *out)
{
	struct failure failure;
	char point[PINS_POINT_SIZE];

	if (outside_check_host(&failure))
		fprintf(out, "a policy is active, but not visible from here: %s\n", failure.text);
	else if (pins_are_hidden(point, sizeof(point)))
		fprintf(out, "a policy is active, but a mount on %s hides its pins; umount %s\n", point, point);
	else
		fputs("a policy is active that this process cannot read: another executable loaded it, "
		      "or this process is traced; run gatekeeper load to replace it. If this process comes "
		      "from a container or from the sandbox of a service, ask as the host: systemd-run --pipe --wait "
		      "gatekeeper status\n",
		      out);
}

bool status_print_sentence(const struct enforcer_status *status, FILE *out)
{
	static const char *const sentences[STATE_COUNT] = {
		[STATE_ENFORCING] = "enforcing (a test call was denied just now)",
		[STATE_AUDIT] = "audit: decisions are logged, nothing is denied but what would end the audit (a test "
				"call reached the policy just now)",
		[STATE_HOOKS_MISSING] = "NOT ENFORCING: hooks are missing; run gatekeeper load to attach them",
		[STATE_NOT_PROVEN] =
			"NOT ENFORCING: a test call that must be denied was allowed; run gatekeeper doctor",
		[STATE_GATE_CHANGED] = "NOT ENFORCING: the gate was changed and lets calls pass that the policy "
				       "decides on; run gatekeeper load",
		[STATE_NOT_LOADED] = "no policy is loaded: nothing is enforced",
		[STATE_DENYING_EVERYTHING] = "DENYING EVERYTHING: the published policy is gone; run gatekeeper load",
	};
	enum enforcer_state state = enforcer_state(status);

	if (state == STATE_UNREADABLE)
		print_hidden(out);
	else
		fprintf(out, "%s\n", sentences[state]);
	return state != STATE_UNREADABLE && status->loaded;
}
