// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb seal: chooses the passphrase that opens `protect: sealed`, which the next load gives to the kernel. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/enforce/passphrase.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/cli/verb.h"

static int ask(char *passphrase, struct failure *failure)
{
	char again[PASSPHRASE_SIZE];
	int error = passphrase_ask("passphrase", passphrase, failure);

	if (error || !isatty(STDIN_FILENO))
		return error;
	error = passphrase_ask("once more", again, failure);
	if (!error && strcmp(passphrase, again) != 0)
		error = failure_set(failure, -EINVAL, "the two differ");
	explicit_bzero(again, sizeof(again));
	return error;
}

static int run_seal(char **arguments)
{
	char passphrase[PASSPHRASE_SIZE];
	struct failure failure;
	int error = 0;

	(void)arguments;
	if (protection_is_sealed())
		error = failure_set(&failure, -EPERM, "sealed: the passphrase is changed after gatekeeper unseal");
	error = error ?: ask(passphrase, &failure);
	error = error ?: passphrase_choose(passphrase, &failure);
	explicit_bzero(passphrase, sizeof(passphrase));
	if (error) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	printf(PASSPHRASE_FILE ": written; a policy that is loaded from now on is unsealed by this passphrase\n");
	return EXIT_OK;
}

const struct verb verb_seal = {
	.name = "seal",
	.arguments = "",
	.summary = "choose the passphrase that unseals, asked for or from stdin",
	.run = run_seal,
};
