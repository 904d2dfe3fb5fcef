/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the gatekeeper itself is kept from now, and break-glass. The kernel side decides
 * (bpf-lsm/caller/gatekeeper.bpf.h, unseal.bpf.c): nothing here is needed for it to hold.
 */
#ifndef GATEKEEPER_ENFORCE_PROTECTION_H
#define GATEKEEPER_ENFORCE_PROTECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

struct protection {
	enum gk_protection protect; /* as the policy says */
	uint64_t lifted;            /* seconds for which it is still lifted; 0: it is not */
	bool has_key;
	char setting[GK_SETTING_SIZE]; /* what turns the passphrase into the key; empty: none */
};

/* Returns 0, -ENOENT (nothing is loaded, or it is kept from this program) or another negative errno. */
int protection_read(struct protection *ret_protection);

/* Sealed, and not lifted. */
bool protection_is_sealed(void);

/* Something is loaded, and it does not know this program as its own: another build's, or another file. */
bool protection_keeps_us_out(void);

/* `minutes` 0: protects again. `key` NULL: without one. -EKEYREJECTED, -ENOENT (nothing is loaded) or -EPERM. */
int protection_lift(unsigned int minutes, const uint8_t *key);

/*
 * For whoever replaces or removes what is loaded: opens what another build of this program protects, where no key was
 * chosen. *ret_lifted says whether protection_lift() has to be undone.
 */
int protection_take_over(bool *ret_lifted, struct failure *failure);

/* The key of the seal file into the kernel, through the descriptor of gk_seal; none, when there is no such file. */
int protection_set_key(int seal_fd, bool needed, struct failure *failure);

#endif
