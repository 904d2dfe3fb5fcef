// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb unseal: break-glass. Lifts the protection for some minutes; the rules of the policy still hold. */
#include <stdio.h>
#include <stdlib.h>

#include "gatekeeper/trial/unseal-key.h"
#include "gatekeeper/cli/verb.h"

#define MINUTES_DEFAULT "10"

static const char *minutes_text = MINUTES_DEFAULT;

static int unseal(unsigned int minutes, struct failure *failure)
{
	struct unseal_key key;
	int error = unseal_key_ask(&key, failure);

	if (error)
		return error;
	error = unseal_key_lift(&key, minutes, failure);
	unseal_key_erase(&key);
	return error;
}

static int run_unseal(char **arguments)
{
	struct failure failure;
	char *end;
	unsigned long minutes = strtoul(minutes_text, &end, 10);

	(void)arguments;
	if (*end || end == minutes_text || *minutes_text == '-' || minutes > GK_UNSEAL_MINUTES_MAX)
		return print_misuse("--minutes %s: a number from 0 (seal again) to %d", minutes_text,
				    GK_UNSEAL_MINUTES_MAX);
	if (unseal((unsigned int)minutes, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	if (minutes)
		printf("unsealed for %lu minute%s: root can load, unload and change the gatekeeper; the rules of the "
		       "policy still hold\n",
		       minutes, minutes == 1 ? "" : "s");
	else
		printf("sealed again\n");
	return EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "minutes",
	 .value = "N",
	 .help = "seal again after N minutes, or at once if N is 0 (default: " MINUTES_DEFAULT ")",
	 .text = &minutes_text},
	{0},
};

const struct verb verb_unseal = {
	.name = "unseal",
	.arguments = "",
	.summary = "break-glass: let root change a protected or sealed policy for some minutes",
	.options = options,
	.run = run_unseal,
};
