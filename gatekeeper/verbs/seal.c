// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb seal: chooses the passphrase for unseal, which the next load gives to the kernel. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/host/passphrase.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/cli/verb.h"

static int ask(char *passphrase, struct failure *failure)
{
	char again[PASSPHRASE_SIZE];
	int error = passphrase_ask("passphrase", passphrase, failure);

	if (error || !isatty(STDIN_FILENO))
		return error;
	error = passphrase_ask("passphrase again", again, failure);
	if (!error && strcmp(passphrase, again) != 0)
		error = failure_set(failure, -EINVAL, "the two passphrases differ; nothing was changed");
	explicit_bzero(again, sizeof(again));
	return error;
}

static int seal(struct failure *failure)
{
	char passphrase[PASSPHRASE_SIZE];
	int error;

	if (protection_is_sealed())
		return failure_set(
			failure, -EPERM,
			"the active policy is sealed; run gatekeeper unseal before you change the passphrase");
	error = ask(passphrase, failure);
	if (!error)
		error = passphrase_choose(passphrase, failure);
	explicit_bzero(passphrase, sizeof(passphrase));
	return error;
}

static int run_seal(char **arguments)
{
	struct failure failure;

	(void)arguments;
	if (seal(&failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	printf(PASSPHRASE_FILE ": written; this passphrase unseals policies that are loaded from now on\n");
	return EXIT_OK;
}

const struct verb verb_seal = {
	.name = "seal",
	.arguments = "",
	.summary = "choose the passphrase for unseal; read it from the terminal or stdin",
	.run = run_seal,
};
