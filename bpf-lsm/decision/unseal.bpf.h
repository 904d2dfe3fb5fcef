/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Break-glass: lifts the protection for some minutes, by the call GK_UNSEAL_COMMAND of abi.h, which gate.bpf.c sees.
 *
 * Whoever has the key may, on the host, with CAP_SYS_ADMIN. What is only protected from others (`self`) and has no key
 * opens without: root could run `gatekeeper unload` as well. Each try is recorded. Only the key's hash is here, so
 * that nobody who reads the kernel's or the gatekeeper's memory learns it.
 */
#ifndef BPF_LSM_DECISION_UNSEAL_BPF_H
#define BPF_LSM_DECISION_UNSEAL_BPF_H

#include <linux/errno.h>

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/event/guard-event.bpf.h"
#include "bpf-lsm/decision/sha256.bpf.h"

#define NANOSECONDS_A_MINUTE 60000000000ULL

struct hash {
	__u8 byte[GK_KEY_SIZE];
};

VERIFIED_ALONE int gk_hash_key(const struct gk_unseal *request, struct hash *ret_hash)
{
	if (request && ret_hash)
		gk_sha256_of_key(request->key, ret_hash->byte);
	return 0;
}

/* 1: it opens. Looks at all bytes, so that how long it takes tells nothing. */
VERIFIED_ALONE int gk_key_opens(const struct gk_unseal *request)
{
	struct hash hash = {};
	__u8 differ = 0;
	int i;

	if (!request)
		return 0;
	if (!gk_seal.has_key)
		return gk_gate.protect != GK_PROTECT_SEALED;
	gk_hash_key(request, &hash);
	for (i = 0; i < GK_KEY_SIZE; i++)
		differ |= hash.byte[i] ^ gk_seal.verifier[i];
	return differ == 0;
}

static __noinline int unseal(union bpf_attr *attr)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct gk_unseal request = {};
	__u32 minutes;

	if (is_kept_out() || !(effective_capabilities(task) & 1ULL << GK_CAP_SYS_ADMIN))
		return 0; /* the kernel's answer to a command that it does not know */
	bpf_probe_read_kernel(&request, sizeof(request), attr);
	if (!gk_key_opens(&request)) {
		gk_write_guarded(GK_EVENT_UNSEALED, GK_GUARD_NONE, -EACCES);
		return -GK_UNSEAL_WRONG_ERRNO;
	}
	minutes = request.minutes < GK_UNSEAL_MINUTES_MAX ? request.minutes : GK_UNSEAL_MINUTES_MAX;
	gk_seal.until = minutes ? bpf_ktime_get_boot_ns() + minutes * NANOSECONDS_A_MINUTE : 0;
	gk_write_guarded(GK_EVENT_UNSEALED, GK_GUARD_NONE, 0);
	return -GK_UNSEAL_ERRNO;
}

#endif
