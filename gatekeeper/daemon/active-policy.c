// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/active-policy.h"

#include <errno.h>

#include "gatekeeper/history/folder.h"

int active_policy_read(const struct image_slot *slot, struct history_entry *ret_active)
{
	struct gk_slot_head active, other;
	int error = image_slot_is_open(slot) ? image_slot_heads(slot, &active, &other) : -ENOENT;

	if (error)
		return error;
	*ret_active = (struct history_entry){.mode = active.mode};
	policy_digest_text(active.digest, ret_active->digest);
	return 0;
}

void active_policy_find(struct history *ret_history, struct history_entry *active)
{
	const struct history_entry *entry;
	struct failure ignored;

	if (history_read(HISTORY_STATE, ret_history, &ignored))
		*ret_history = (struct history){0};
	entry = history_find(ret_history, active);
	if (entry)
		*active = *entry;
}

int active_policy_open(const struct history_entry *active, struct kept_policy *ret_policy, struct failure *failure)
{
	*ret_policy = (struct kept_policy){0};
	if (active->path[0])
		return kept_policy_open(HISTORY_STATE, active, ret_policy, failure);
	return failure_set(
		failure, -ENOENT,
		"gatekeeper history does not have it (sha256:%s), so that it cannot be compiled anew for new "
		"containers and files: run gatekeeper load",
		active->digest);
}
