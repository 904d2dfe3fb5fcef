// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What is attached that the policy in force would refuse: it was there before, and stays. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-says.h"
#include "gatekeeper/inventory/collect.h"
#include "gatekeeper/doctor/finding.h"
#include "gatekeeper/inventory/show.h"

static struct doctor_finding judge(struct attached *attached, const struct gk_image *image)
{
	const struct attachment *first = NULL;
	size_t refused = 0;
	char name[160];

	attached_find_origins(attached, NULL); /* without the log the callers are unknown, no more */
	attached_ask_policy(attached, image);
	for (size_t i = 0; i < attached->count; i++) {
		if (!attached_is_denied(&attached->items[i]))
			continue;
		first = first ? first : &attached->items[i];
		refused++;
	}
	if (!refused)
		return doctor_found(DOCTOR_OK, NULL, "the policy would refuse nothing of what is attached (%zu)",
				    attached->count);
	attachment_name(first, name, sizeof(name));
	return doctor_found(DOCTOR_WARNING, "gatekeeper list --refused, then detach it or allow it",
			    "the policy would refuse %zu of the %zu that are attached; the first is %s", refused,
			    attached->count, name);
}

struct doctor_finding doctor_attached(void)
{
	struct gk_image *image = NULL;
	struct doctor_finding finding;
	struct attached attached;
	int error = attached_read_image(&image);

	if (error == -ENOENT)
		return doctor_found(DOCTOR_NOT_LOADED, "gatekeeper load POLICY", "no policy is loaded to ask");
	error = error ?: attached_collect(0, &attached);
	if (error) {
		free(image);
		return doctor_found(DOCTOR_UNKNOWN, "run it as root on the host", "it can't be listed: %s",
				    strerror(-error));
	}
	finding = judge(&attached, image);
	attached_release(&attached);
	free(image);
	return finding;
}
