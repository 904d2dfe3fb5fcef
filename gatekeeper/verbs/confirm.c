// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb confirm: keeps the policy that is on trial, or ends its trial. */
#include <stdio.h>

#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/history/keep.h"
#include "gatekeeper/trial/try-policy.h"
#include "gatekeeper/trial/unseal-key.h"
#include "gatekeeper/cli/verb.h"

static bool take_back;

static int end_trial(const struct unseal_key *key, struct failure *failure)
{
	return take_back ? policy_take_back(key, failure) : policy_confirm(key, failure);
}

static int confirm(struct failure *failure)
{
	struct unseal_key key;
	int error;

	if (!protection_is_sealed())
		return end_trial(NULL, failure);
	error = unseal_key_ask(&key, failure);
	if (error)
		return error;
	error = end_trial(&key, failure);
	unseal_key_erase(&key);
	return error;
}

static int run_confirm(char **arguments)
{
	struct failure failure;

	(void)arguments;
	if (confirm(&failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	if (take_back)
		history_keep_taken_back();
	else
		history_keep_confirmed();
	printf("%s\n", take_back ? "taken back: the policy before the one on trial is active again"
				 : "confirmed: the policy on trial stays active");
	return EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "take-back", .help = "end the trial now: the policy before it is active again", .flag = &take_back},
	{0},
};

const struct verb verb_confirm = {
	.name = "confirm",
	.arguments = "",
	.summary = "keep the policy that gatekeeper load --confirm has on trial",
	.options = options,
	.run = run_confirm,
};
