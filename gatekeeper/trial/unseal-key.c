// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/trial/unseal-key.h"

#include <errno.h>
#include <string.h>

#include "gatekeeper/host/passphrase.h"
#include "gatekeeper/enforce/protection.h"

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

int unseal_key_ask(struct unseal_key *ret_key, struct failure *failure)
{
	char setting[GK_SETTING_SIZE];
	int error = find_setting(setting, &ret_key->needed, failure);

	if (error || !ret_key->needed)
		return error;
	return ask_key(setting, ret_key->byte, failure);
}

void unseal_key_erase(struct unseal_key *key)
{
	explicit_bzero(key->byte, sizeof(key->byte));
}

int unseal_key_lift(const struct unseal_key *key, unsigned int minutes, struct failure *failure)
{
	int error = protection_lift(minutes, key->needed ? key->byte : NULL);

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
