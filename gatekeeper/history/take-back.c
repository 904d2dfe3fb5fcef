// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/take-back.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/container/resolver.h"

static bool is_candidate(const struct history_entry *entry, const struct history_entry *active)
{
	return entry->how != HISTORY_TRIED && !(active && history_entry_is_alike(entry, active));
}

int history_find_previous(const struct history *history, const struct history_entry *active,
			  struct history_entry *ret_entry, struct failure *failure)
{
	for (size_t i = history->count; i > 0; i--) {
		if (!is_candidate(&history->entry[i - 1], active))
			continue;
		*ret_entry = history->entry[i - 1];
		return 0;
	}
	return failure_set(failure, -ENOENT, "gatekeeper history has no other policy that was active before");
}

static int check_digits(const char *digits, struct failure *failure)
{
	size_t count = strlen(digits);

	if (strspn(digits, "0123456789abcdef") == count && count >= HISTORY_PREFIX_MIN)
		return 0;
	return failure_set(failure, -EINVAL,
			   "--digest %s: at least %d digits of a digest, as gatekeeper history shows them", digits,
			   HISTORY_PREFIX_MIN);
}

int history_find_digest(const struct history *history, const char *digits, struct history_entry *ret_entry,
			struct failure *failure)
{
	const char *start = strncmp(digits, "sha256:", 7) == 0 ? digits + 7 : digits;
	const struct history_entry *found = NULL;
	int error = check_digits(start, failure);

	if (error)
		return error;
	for (size_t i = history->count; i > 0; i--) {
		const struct history_entry *entry = &history->entry[i - 1];

		if (strncmp(entry->digest, start, strlen(start)) != 0)
			continue;
		if (found && strcmp(found->digest, entry->digest) != 0)
			return failure_set(failure, -ENOTUNIQ,
					   "--digest %s: several policies have it: give more digits", digits);
		found = found ? found : entry;
	}
	if (!found)
		return failure_set(failure, -ENOENT, "--digest %s: gatekeeper history has no such policy", digits);
	*ret_entry = *found;
	return 0;
}

static int compile(struct kept_policy *policy, struct failure *failure)
{
	const struct history_entry *entry = &policy->entry;
	char digest[POLICY_DIGEST_TEXT_SIZE];
	struct findings findings;
	struct host_resolver host;
	int error;

	host_resolver_init(&host);
	error = policy_compile_copy(entry->path, &policy->copy, &host.resolver, &findings, &policy->inputs,
				    &policy->image);

	findings_print(&findings, false, stderr);
	if (error)
		return failure_set(failure, error, "the policy sha256:%s does not compile: %s", entry->digest,
				   strerror(-error));
	policy_digest_text(policy->image->digest, digest);
	if (strcmp(digest, entry->digest) != 0)
		return failure_set(failure, -EBADMSG,
				   "the text that was kept as sha256:%s is another now, sha256:%s: somebody changed it",
				   entry->digest, digest);
	policy->image->mode = entry->mode;
	return 0;
}

int kept_policy_open(const char *state, const struct history_entry *entry, struct kept_policy *ret_policy,
		     struct failure *failure)
{
	int error;

	*ret_policy = (struct kept_policy){.entry = *entry};
	error = history_read_copy(state, entry->digest, &ret_policy->copy, failure);
	return error ? error : compile(ret_policy, failure);
}

void kept_policy_release(struct kept_policy *policy)
{
	policy_copy_release(&policy->copy);
	policy_inputs_release(&policy->inputs);
	free(policy->image);
	policy->image = NULL;
}
