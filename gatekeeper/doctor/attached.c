// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Is anything attached that the active policy denies? It was attached before the policy was loaded, and stays. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/host/outside.h"
#include "gatekeeper/inventory/collect.h"
#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-decision.h"
#include "gatekeeper/inventory/show.h"

static struct doctor_finding judge(struct attached *attached, const struct gk_image *image)
{
	size_t all = attached->count;
	char name[160];

	attached_find_origins(attached, NULL); /* without the log the callers are unknown, no more */
	attached_evaluate_policy(attached, image);
	attached_keep(attached, attached_is_denied);
	if (!attached->count)
		return doctor_found(DOCTOR_OK, NULL, "the policy denies none of the %zu attached programs", all);
	attachment_name(&attached->items[0], name, sizeof(name));
	return doctor_found(DOCTOR_WARNING, "gatekeeper list --refused, then detach them or allow them in the policy",
			    "the policy denies %zu of the %zu attached programs; the first is %s", attached->count, all,
			    name);
}

struct doctor_finding doctor_attached(void)
{
	_cleanup_(attached_release) struct attached attached = {};
	_cleanup_free_ struct gk_image *image = NULL;
	struct failure outside;
	int error = attached_read_image(&image);

	if (outside_check_host(&outside))
		return doctor_found(DOCTOR_UNKNOWN, "fix namespaces first", "%.200s", outside.text);
	if (error == -ENOENT)
		return doctor_found(DOCTOR_NOT_LOADED, "gatekeeper load POLICY", "no policy is loaded");
	if (!error)
		error = attached_collect(0, &attached);
	if (error)
		return doctor_found(DOCTOR_UNKNOWN, "run as root on the host", "cannot list what is attached: %s",
				    strerror(-error));
	return judge(&attached, image);
}
