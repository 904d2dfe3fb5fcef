/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Loads a policy on trial and waits at the terminal until it is confirmed or taken back: `load --confirm`, `edit`. */
#ifndef GATEKEEPER_TRIAL_RUN_H
#define GATEKEEPER_TRIAL_RUN_H

#include "bpf-lsm/contract/abi.h"
#include "policy/source/copy.h"

#include "gatekeeper/base/failure.h"

enum trial_end {
	TRIAL_CONFIRMED,
	TRIAL_TAKEN_BACK,
	TRIAL_GOES_ON, /* stdin ended; the trial is left to its time and to gatekeeper confirm */
};

/* Reads "60" of --confirm. Returns 0, or -EINVAL for what is not 1 to GK_TRIAL_SECONDS_MAX. */
int trial_seconds(const char *text, unsigned int *ret_seconds);

/*
 * Asks for the passphrase if what is loaded is sealed, begins the trial, and waits: a line that is empty confirms, "n"
 * takes back. Adds beginning and end to the history, with `copy`, the text of the policy; NULL: unknown. Returns 0 or a
 * negative errno; then no trial runs that would not have run without it.
 */
int trial_run(struct gk_image *image, const char *path, const struct policy_copy *copy, unsigned int seconds,
	      enum trial_end *ret_end, struct failure *failure);

#endif
