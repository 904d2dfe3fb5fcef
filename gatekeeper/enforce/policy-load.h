/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Policy file -> active image (flow B), for the verbs load and daemon. */
#ifndef GATEKEEPER_ENFORCE_POLICY_LOAD_H
#define GATEKEEPER_ENFORCE_POLICY_LOAD_H

#include <stdbool.h>

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/base/failure.h"
#include "policy/source/inputs.h"

/*
 * Compiles the policy file and prints the findings to stderr. `audit`: the image only logs, whatever the file's mode.
 * Returns 0 with an image that the caller frees, or a negative errno with the first error in `failure`. *ret_inputs
 * gets the files that the result depends on, also on failure; ret_inputs may be NULL.
 */
int policy_load_compile(const char *path, bool audit, struct policy_inputs *ret_inputs, struct gk_image **ret_image,
			struct failure *failure);

/* enforcer_load(), with a remedy in `failure` if the kernel runs no BPF LSM program. */
int policy_load_install(struct gk_image *image, const char *path, uint64_t later, struct failure *failure);

#endif
