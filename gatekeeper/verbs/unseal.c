// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb unseal: break-glass. Lifts the protection for some minutes; the rules of the policy still hold. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/enforce/passphrase.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/cli/verb.h"

#define MINUTES_DEFAULT "10"

static const char *minutes_text = MINUTES_DEFAULT;

/* The setting that the kernel was given; who is not let read it takes the file's, which may be another by now. */
static int find_setting(char *ret_setting, bool *ret_has_key, struct failure *failure)
{
	struct protection protection;
	struct gk_seal seal;
	int error = protection_read(&protection);

	if (!error) {
		*ret_has_key = protection.has_key;
		memcpy(ret_setting, protection.setting, GK_SETTING_SIZE);
		return 0;
	}
	error = passphrase_read(&seal, failure);
	*ret_has_key = !error;
	if (!error)
		memcpy(ret_setting, seal.setting, GK_SETTING_SIZE);
	return error == -ENOENT ? 0 : error;
}

static int ask_key(const char *setting, uint8_t *ret_key, struct failure *failure)
{
	char passphrase[PASSPHRASE_SIZE];
	int error = passphrase_ask("passphrase", passphrase, failure);

	if (!error)
		error = passphrase_key(passphrase, setting, ret_key, failure);
	explicit_bzero(passphrase, sizeof(passphrase));
	return error;
}

static int unseal(unsigned int minutes, struct failure *failure)
{
	char setting[GK_SETTING_SIZE];
	uint8_t key[GK_KEY_SIZE];
	bool has_key;
	int error = find_setting(setting, &has_key, failure);

	if (!error && has_key)
		error = ask_key(setting, key, failure);
	if (error)
		return error;
	error = protection_lift(minutes, has_key ? key : NULL);
	explicit_bzero(key, sizeof(key));
	switch (error) {
	case -EKEYREJECTED:
		return failure_set(failure, error, "wrong passphrase; this try was recorded");
	case -ENOENT:
		return failure_set(failure, error,
				   "nothing to unseal: no policy is loaded, or this is not root on the host");
	case -EPERM:
		return failure_set(failure, error, "run as root");
	}
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
