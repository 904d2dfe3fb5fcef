/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The passphrase that opens a seal. Its yescrypt hash is the key. File and kernel have only the SHA-256 of the key, so
 * that nobody who reads the file or the kernel's maps can unseal.
 */
#ifndef GATEKEEPER_HOST_PASSPHRASE_H
#define GATEKEEPER_HOST_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

#define PASSPHRASE_FILE "/etc/gatekeeper/seal"
#define PASSPHRASE_LENGTH_MIN 8
#define PASSPHRASE_SIZE 512 /* with the NUL */

/* Reads setting and verifier from the file. Returns 0, -ENOENT if there is no file, or another negative errno with the
 * reason in `failure`. */
int passphrase_read(struct gk_seal *ret_seal, struct failure *failure);

/* Writes the file for this passphrase. Returns 0 or a negative errno. */
int passphrase_choose(const char *passphrase, struct failure *failure);

/* Computes the key of a passphrase. Returns 0 or -EINVAL. */
int passphrase_key(const char *passphrase, const char *setting, uint8_t ret_key[GK_KEY_SIZE], struct failure *failure);

/* Reads one line from the terminal without showing it, or from stdin if that is not a terminal. Returns 0 or -ENODATA.
 */
int passphrase_ask(const char *prompt, char ret_passphrase[PASSPHRASE_SIZE], struct failure *failure);

#endif
