/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Does the kernel run BPF LSM programs? By trying it: attaches one for the time of one call. */
#ifndef GATEKEEPER_DOCTOR_LSM_PROBE_H
#define GATEKEEPER_DOCTOR_LSM_PROBE_H

#include <stdbool.h>

#include "gatekeeper/base/failure.h"

/* Returns 0 with the answer, -EPERM if this process may not load programs, or another negative errno. */
int effect_probe(bool *ret_runs, struct failure *failure);

#endif
