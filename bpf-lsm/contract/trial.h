/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A policy on trial: what both sides know of it. */
#ifndef BPF_LSM_CONTRACT_TRIAL_H
#define BPF_LSM_CONTRACT_TRIAL_H

#include <linux/types.h>

/*
 * The map `gk_policy` has two slots. A policy on trial is in one, the policy that comes back is in the other, and one
 * word says which is active, in the map `.data.trial`: bit 0 is a slot, the rest is when the trial is over, in ns since
 * boot (CLOCK_BOOTTIME); 0: there is no trial. From then on the other slot is active. So nobody has to act for the old
 * policy to come back, and setting the clock changes nothing. Only the kernel side writes the word, and it begins as 0.
 */
#define GK_SLOTS 2
#define GK_STAGED_SLOT GK_SLOTS /* of an image that is about to be published: nothing is decided by it */
#define GK_TRIAL_SLOT 1ULL
#define GK_TRIAL_SECONDS_MAX 86400

static inline int gk_is_trial(__u64 trial)
{
	return trial > GK_TRIAL_SLOT;
}

static inline int gk_is_trial_over(__u64 trial, __u64 now)
{
	return gk_is_trial(trial) && now >= (trial & ~GK_TRIAL_SLOT);
}

static inline __u32 gk_active_slot(__u64 trial, __u64 now)
{
	return (trial & GK_TRIAL_SLOT) ^ gk_is_trial_over(trial, now);
}

/*
 * The call that begins and ends a trial: a bpf() command that the kernel does not have, from the gatekeeper on the host
 * with CAP_BPF. The gate answers with GK_TRIAL_ERRNO if it was done, and with GK_TRIAL_NONE_ERRNO if there is no trial
 * that could end so, or no second policy that could begin one.
 */
#define GK_TRIAL_COMMAND 0x4b49
#define GK_TRIAL_ERRNO 125     /* ECANCELED */
#define GK_TRIAL_NONE_ERRNO 62 /* ETIME */

enum gk_trial_action {
	GK_TRIAL_BEGIN = 1, /* the policy in the other slot becomes active for `seconds` */
	GK_TRIAL_CONFIRM,   /* it stays, if the trial is not over */
	GK_TRIAL_TAKE_BACK, /* the policy before it stays, now or because the trial is over */
};

struct gk_trial_call {
	__u32 action;  /* enum gk_trial_action */
	__u32 seconds; /* 1 to GK_TRIAL_SECONDS_MAX */
};

#endif
