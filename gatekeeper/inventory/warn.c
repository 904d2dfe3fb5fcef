// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/warn.h"

#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/inventory/collect.h"
#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-decision.h"
#include "gatekeeper/inventory/show.h"

#define LINES_MAX 5

static void warn(const struct attachment *attachment, print_warning *print)
{
	const struct attachment_decision *decision = &attachment->decision;
	char name[256];

	attachment_name(attachment, name, sizeof(name));
	if (decision->rule)
		print("warning: already attached, but this policy denies it (rule %.*s): %s", GK_RULE_NAME_SIZE,
		      decision->rule->name, name);
	else
		print("warning: already attached, but this policy denies it (by default): %s", name);
}

void attached_warn(const struct gk_image *image, print_warning *print)
{
	_cleanup_(attached_release) struct attached attached = {};
	int error = attached_collect(0, &attached);

	if (error) {
		print("warning: cannot list what is already attached: %s", strerror(-error));
		return;
	}
	attached_find_origins(&attached, NULL); /* without the log the callers are unknown, no more */
	attached_evaluate_policy(&attached, image);
	attached_keep(&attached, attached_is_denied);
	for (size_t i = 0; i < attached.count && i < LINES_MAX; i++)
		warn(&attached.items[i], print);
	if (attached.count > LINES_MAX)
		print("warning: and %zu more", attached.count - LINES_MAX);
	if (attached.count)
		print("`gatekeeper list --refused` shows who attached them: detach them, or allow them in the policy");
}
