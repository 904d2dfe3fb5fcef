/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The protection of what is loaded, as it is now, and break-glass. The kernel side decides
 * (bpf-lsm/caller/gatekeeper.bpf.h): the protection holds without anything here.
 */
#ifndef GATEKEEPER_ENFORCE_PROTECTION_H
#define GATEKEEPER_ENFORCE_PROTECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"

struct protection {
	enum gk_protection protect; /* as the policy says */
	uint64_t lifted;            /* for how many more seconds it is lifted; 0: it is not */
	bool has_key;
	char setting[GK_SETTING_SIZE]; /* turns the passphrase into the key; empty: there is none */
};

/* Returns 0, -ENOENT if nothing is loaded or it is hidden from this process, or another negative errno. */
int protection_read(struct protection *ret_protection);

/* Is it sealed, and not lifted? */
bool protection_is_sealed(void);

/* Is something loaded that does not know this process as the gatekeeper? It is of another build or another file. */
bool protection_keeps_us_out(void);

/*
 * Lifts the protection; 0 minutes end that. `key` NULL: no key. Returns 0, -EKEYREJECTED, -EPERM, or -ENOENT if nothing
 * is loaded.
 */
int protection_lift(unsigned int minutes, const uint8_t *key);

/*
 * To be called before what is loaded is replaced or removed: lifts the protection of another build, if no key was
 * chosen. *ret_lifted: protection_lift() has to be undone. Returns 0 or a negative errno.
 */
int protection_take_over(bool *ret_lifted, struct failure *failure);

/*
 * To be called before programs of another build are replaced, which takes a while: a lift that would end meanwhile goes
 * on for as long, if no key was chosen. Without the key a try would be on record, and fail. The new programs are not
 * lifted.
 */
void protection_stay_lifted(void);

/* Gives the key of the seal file to the kernel, in the map gk_seal; without such a file, no key. Returns 0 or a
 * negative errno; -ENOENT: a key is needed, and there is none. */
int protection_set_key(int seal_fd, bool needed, struct failure *failure);

#endif
