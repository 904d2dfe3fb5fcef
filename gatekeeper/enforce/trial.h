/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A policy on trial, as the kernel side has it (abi.h, GK_SLOTS): it ends by itself, whoever is killed. Here are its
 * state and the calls that begin and end it; gatekeeper/trial does all that belongs to them.
 */
#ifndef GATEKEEPER_ENFORCE_TRIAL_H
#define GATEKEEPER_ENFORCE_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

struct trial {
	bool running;     /* its policy is active */
	bool over;        /* the policy before it is active again; nobody has tidied up yet */
	uint64_t seconds; /* that are left, rounded up; 0 if it does not run */
};

/* Reads the pinned state. Returns 0, -ENOENT if nothing is loaded or it is hidden, or another negative errno. */
int trial_read(struct trial *ret_trial);

/* What the word of the kernel side tells at a time. */
struct trial trial_of(uint64_t word, uint64_t now);

/*
 * Begins or ends a trial. Returns 0 on success, -ETIME if there is no trial that could end so or no policy that could
 * begin one, or -EPERM if the kernel side does not let this process do it.
 */
int trial_call(enum gk_trial_action action, unsigned int seconds);

#endif
