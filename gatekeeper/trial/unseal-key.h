/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The key that unseals what is loaded, from the passphrase that a person types. */
#ifndef GATEKEEPER_TRIAL_UNSEAL_KEY_H
#define GATEKEEPER_TRIAL_UNSEAL_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

struct unseal_key {
	bool needed; /* otherwise no key was chosen */
	uint8_t byte[GK_KEY_SIZE];
};

/* Asks for the passphrase, if there is a key. Returns 0 or a negative errno. Erase the key after use. */
int unseal_key_ask(struct unseal_key *ret_key, struct failure *failure);
void unseal_key_erase(struct unseal_key *key);

/*
 * Lifts the protection for `minutes`; 0 ends that. Returns 0, -EKEYREJECTED if the passphrase is wrong, or another
 * negative errno with the reason in `failure`.
 */
int unseal_key_lift(const struct unseal_key *key, unsigned int minutes, struct failure *failure);

#endif
