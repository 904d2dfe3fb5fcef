// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Can others than root change the policy that the next load takes? */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/policy-load.h"

struct doctor_finding doctor_policy(void)
{
	const char *path = POLICY_FILE_DEFAULT;
	struct enforcer_status status;
	struct failure failure;
	char writable[256];

	if (!enforcer_status(&status, &failure) && status.loaded)
		path = status.path;
	if (access(path, F_OK) < 0)
		return doctor_found(DOCTOR_NOT_LOADED, "gatekeeper load POLICY", "cannot find %.200s: %s", path,
				    strerror(errno));
	if (policy_load_is_writable(path, writable, sizeof(writable)))
		return doctor_found(DOCTOR_FAILED, "chown root and chmod go-w what is named", "%s", writable);
	return doctor_found(DOCTOR_OK, NULL, "only root can change %.200s", path);
}
