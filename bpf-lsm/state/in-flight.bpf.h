/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The bpf() call that a task is in, for the hooks that see its map or program later. */
#ifndef BPF_LSM_STATE_IN_FLIGHT_BPF_H
#define BPF_LSM_STATE_IN_FLIGHT_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

/*
 * Remembers for the hooks that see the program (lsm/bpf_prog, lsm/bpf_map) which call issues it, and whether its denial
 * is recorded. Returns false if it can't: no memory, or on 6.1 a lock that is taken.
 */
static __always_inline bool remember_command(__u32 command, bool recorded)
{
	struct gk_inflight *inflight =
		bpf_task_storage_get(&gk_inflight, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!inflight)
		return false;
	inflight->started = bpf_ktime_get_boot_ns();
	inflight->command = command;
	inflight->recorded = recorded;
	inflight->valid = 1;
	return true;
}

/* The command of the running call; GK_NO_NUMBER when none was remembered. Forgets it. */
static __always_inline __u32 recall_command(__u64 *ret_started, __u8 *ret_recorded)
{
	struct gk_inflight *inflight = bpf_task_storage_get(&gk_inflight, bpf_get_current_task_btf(), NULL, 0);

	if (!inflight || !inflight->valid)
		return GK_NO_NUMBER;
	inflight->valid = 0;
	*ret_started = inflight->started;
	*ret_recorded = inflight->recorded & 1;
	return inflight->command;
}

#endif
