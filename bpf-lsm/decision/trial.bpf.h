/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A policy on trial: begins and ends it, by the call GK_TRIAL_COMMAND of abi.h, which gate.bpf.c sees. Here and not in
 * user space, so that the switch and its event are one step that nothing can be killed in.
 */
#ifndef BPF_LSM_DECISION_TRIAL_BPF_H
#define BPF_LSM_DECISION_TRIAL_BPF_H

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/event/guard-event.bpf.h"

#define NANOSECONDS_A_SECOND 1000000000ULL

/* The word after a trial has begun; 0: none can begin. A policy without a valid image would deny everything. */
static __always_inline __u64 begun_trial(__u64 trial, __u32 seconds, __u64 now)
{
	__u32 other = (trial & GK_TRIAL_SLOT) ^ 1;
	const struct gk_image *image = image_in(other);

	if (gk_is_trial(trial) || seconds == 0 || seconds > GK_TRIAL_SECONDS_MAX || !image ||
	    image->magic != GK_IMAGE_MAGIC)
		return 0;
	return ((now + seconds * NANOSECONDS_A_SECOND) & ~GK_TRIAL_SLOT) | other;
}

/* Switches the word, unless somebody else did meanwhile, and writes the event. */
static __always_inline int switch_trial(__u64 before, __u64 after, __u32 kind)
{
	if (__sync_val_compare_and_swap(&gk_trial, before, after) != before)
		return -GK_TRIAL_NONE_ERRNO;
	gk_write_guarded(kind, GK_GUARD_NONE, 0);
	return -GK_TRIAL_ERRNO;
}

static __noinline int change_trial(union bpf_attr *attr)
{
	struct gk_trial_call call = {};
	__u64 trial = gk_trial, now = bpf_ktime_get_boot_ns(), begun;
	int over = gk_is_trial_over(trial, now);

	bpf_probe_read_kernel(&call, sizeof(call), attr);
	/* That a trial which is over ends changes nothing, also if it is sealed. */
	if (!may_reach_own(current_namespaces(), !(over && call.action == GK_TRIAL_TAKE_BACK)) ||
	    !(effective_capabilities(bpf_get_current_task_btf()) & 1ULL << GK_CAP_BPF))
		return 0; /* the kernel's answer to a command that it does not know */
	if (call.action == GK_TRIAL_BEGIN) {
		begun = begun_trial(trial, call.seconds, now);
		return begun ? switch_trial(trial, begun, GK_EVENT_TRIAL_BEGUN) : -GK_TRIAL_NONE_ERRNO;
	}
	if (call.action == GK_TRIAL_CONFIRM && gk_is_trial(trial) && !over)
		return switch_trial(trial, trial & GK_TRIAL_SLOT, GK_EVENT_CONFIRMED);
	if (call.action == GK_TRIAL_TAKE_BACK && gk_is_trial(trial))
		return switch_trial(trial, (trial & GK_TRIAL_SLOT) ^ 1, GK_EVENT_TAKEN_BACK);
	return -GK_TRIAL_NONE_ERRNO;
}

#endif
