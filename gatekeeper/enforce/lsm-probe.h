/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Does the kernel run BPF LSM programs? Found out by attaching one for the time of one call. */
#ifndef GATEKEEPER_ENFORCE_LSM_PROBE_H
#define GATEKEEPER_ENFORCE_LSM_PROBE_H

#include <stdbool.h>

#include "gatekeeper/base/failure.h"

/* Returns 0 with the answer, or a negative errno when the program can't be loaded or attached; -EPERM: not root. */
int effect_probe(bool *ret_runs, struct failure *failure);

#endif
