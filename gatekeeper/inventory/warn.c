// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/warn.h"

#include <string.h>

#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-says.h"
#include "gatekeeper/inventory/collection.h"
#include "gatekeeper/inventory/show.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/cli/verb.h"

#define LINES_MAX 5

static void warn(const struct attachment *attachment)
{
	const struct attachment_said *said = &attachment->said;
	char name[256];

	attachment_name(attachment, name, sizeof(name));
	print_error("warning: attached already, and this policy would refuse it (%s%.*s): %s",
		    said->rule ? "rule " : "by default", said->rule ? GK_RULE_NAME_SIZE : 0,
		    said->rule ? said->rule->name : "", name);
}

void attached_warn(const struct gk_image *image)
{
	struct attached attached;
	size_t refused = 0;
	int error = attached_collect(0, &attached);

	if (error) {
		print_error("warning: what is attached already can't be listed: %s", strerror(-error));
		return;
	}
	attached_find_origins(&attached, LOG_FILE_DEFAULT); /* without the log more is not known */
	attached_ask_policy(&attached, image);
	for (size_t i = 0; i < attached.count; i++)
		if (attached_is_refused(&attached.items[i]) && ++refused <= LINES_MAX)
			warn(&attached.items[i]);
	if (refused > LINES_MAX)
		print_error("warning: and %zu more", refused - LINES_MAX);
	if (refused)
		print_error("gatekeeper list --refused shows who attached %s: detach %s, or allow %s in the policy",
			    refused == 1 ? "it" : "them", refused == 1 ? "it" : "them", refused == 1 ? "it" : "them");
	attached_release(&attached);
}
