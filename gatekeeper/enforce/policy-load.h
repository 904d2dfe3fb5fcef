/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Policy file -> active image (flow B), for the verbs load and daemon. */
#ifndef GATEKEEPER_ENFORCE_POLICY_LOAD_H
#define GATEKEEPER_ENFORCE_POLICY_LOAD_H

#include <stdbool.h>

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/base/failure.h"
#include "policy/source/inputs.h"

#define POLICY_FILE_DEFAULT "/etc/gatekeeper/policy.yaml"

enum policy_load_flags {
	POLICY_LOAD_AUDIT = 1 << 0,    /* the image only logs, whatever the file's mode */
	POLICY_LOAD_WRITABLE = 1 << 1, /* also what others than root can change */
};

/*
 * Compiles the policy file and prints the findings to stderr. `flags`: of enum policy_load_flags.
 * Returns 0 with an image that the caller frees, or a negative errno with the first error in `failure`. *ret_inputs
 * gets the files that the result depends on, also on failure; ret_inputs may be NULL.
 */
int policy_load_compile(const char *path, unsigned int flags, struct policy_inputs *ret_inputs,
			struct gk_image **ret_image, struct failure *failure);

/* Can others than root change the policy file at `path`, its drop-ins, or the way to them? Says what in `ret_text`. */
bool policy_load_is_writable(const char *path, char *ret_text, size_t size);

/* enforcer_load(), with a remedy in `failure` if the kernel runs no BPF LSM program. */
int policy_load_install(struct gk_image *image, const char *path, uint64_t later, struct failure *failure);

#endif
