/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Break-glass: what both sides know of the key that lifts the protection. */
#ifndef BPF_LSM_CONTRACT_SEAL_H
#define BPF_LSM_CONTRACT_SEAL_H

#include <linux/types.h>

/*
 * Break-glass, in the map `.data.seal`. Only the hash of the key is here: who reads it can't unseal. The setting is
 * what turns the passphrase into the key (crypt(5), without the hash).
 */
#define GK_KEY_SIZE 32
#define GK_SETTING_SIZE 128
#define GK_UNSEAL_MINUTES_MAX 1440

struct gk_seal {
	__u64 until; /* ns since boot: the protection is lifted until then */
	__u8 has_key;
	__u8 reserved[7];
	__u8 verifier[GK_KEY_SIZE]; /* SHA-256 of the key */
	char setting[GK_SETTING_SIZE];
};

/*
 * The call that unseals: a bpf() command the kernel does not have, from the host, with CAP_SYS_ADMIN. Answered with
 * GK_UNSEAL_ERRNO when it was done and with GK_UNSEAL_WRONG_ERRNO when the key is wrong. 0 minutes end it.
 */
#define GK_UNSEAL_COMMAND 0x4b48
#define GK_UNSEAL_ERRNO 125       /* ECANCELED */
#define GK_UNSEAL_WRONG_ERRNO 129 /* EKEYREJECTED */

struct gk_unseal {
	__u32 minutes;
	__u32 reserved;
	__u8 key[GK_KEY_SIZE];
};

#endif
