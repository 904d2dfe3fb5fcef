/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Policy file -> image in force (flow B), as the verbs load and daemon need it. */
#ifndef GATEKEEPER_ENFORCE_POLICY_LOAD_H
#define GATEKEEPER_ENFORCE_POLICY_LOAD_H

#include <stdbool.h>

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/base/failure.h"
#include "policy/source/inputs.h"

/*
 * Compiles the policy file; findings, also warnings, go to stderr. `audit`: logs only, whatever the file's mode.
 * Returns 0 with an image to be freed by the caller, or a negative errno with the first error in `failure`. What the
 * result depends on is in *ret_inputs in each case; ret_inputs may be NULL.
 */
int policy_load_compile(const char *path, bool audit, struct policy_inputs *ret_inputs, struct gk_image **ret_image,
			struct failure *failure);

/* As enforcer_load(), and adds to a failure what the operator can do about it. */
int policy_load_install(struct gk_image *image, const char *path, uint64_t later, struct failure *failure);

#endif
