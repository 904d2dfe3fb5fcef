/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The passphrase that opens a seal. Its hash by yescrypt is the key; SHA-256 of that, which opens nothing, is what the
 * file and the kernel have. So neither who reads the file nor who reads the kernel's maps can unseal.
 */
#ifndef GATEKEEPER_ENFORCE_PASSPHRASE_H
#define GATEKEEPER_ENFORCE_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

#define PASSPHRASE_FILE "/etc/gatekeeper/seal"
#define PASSPHRASE_LENGTH_MIN 8
#define PASSPHRASE_SIZE 512 /* with the NUL */

/* The file's setting and verifier, into a gk_seal. -ENOENT: there is none; -EINVAL, -EPERM with the reason. */
int passphrase_read(struct gk_seal *ret_seal, struct failure *failure);

/* Makes or replaces the file for this passphrase. */
int passphrase_choose(const char *passphrase, struct failure *failure);

/* The key of a passphrase. */
int passphrase_key(const char *passphrase, const char *setting, uint8_t ret_key[GK_KEY_SIZE], struct failure *failure);

/* One line from the terminal, not shown, or from stdin where that is none. */
int passphrase_ask(const char *prompt, char ret_passphrase[PASSPHRASE_SIZE], struct failure *failure);

#endif
