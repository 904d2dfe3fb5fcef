/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A seccomp profile in JSON, in Docker's form (conditions, a map of architectures) or the OCI's (neither). A base is
 * hostile input: all of it is checked before any of it is used.
 */
#ifndef GATEKEEPER_SECCOMP_PROFILE_H
#define GATEKEEPER_SECCOMP_PROFILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/base/failure.h"

/* What the conditions of a profile (includes, excludes) ask for. */
struct conditions {
	const char *const *capability; /* as CAP_BPF; NULL behind the last one */
	unsigned int kernel[2];        /* as 6, 1 */
	bool compat;                   /* keep the architectures beside the native one */
};

/*
 * Reads and checks a profile, of which only the native architecture stays without `compat`. `name` is for messages.
 * Returns 0 with a profile for the caller to json_decref(), or a negative errno with the failure.
 */
int profile_read(const char *path, bool compat, json_t **ret_profile, struct failure *failure);
int profile_from_text(const char *name, const char *text, size_t length, bool compat, json_t **ret_profile,
		      struct failure *failure);

/* A profile that allows everything, with `compat` to all that the native kernel runs. Returns NULL without memory. */
json_t *profile_empty(bool compat);

/* The action of a rule or of the default ("defaultAction"), as the kernel and libseccomp have it. */
uint32_t profile_action(const json_t *object, const char *action, const char *errno_key);

/* Can a call with this action go on? */
bool is_permissive(uint32_t action);

/* Do the conditions of a rule hold? */
bool rule_applies(const json_t *rule, const struct conditions *conditions);

/* The profile in the OCI's form: conditions resolved. Returns NULL without memory. */
json_t *profile_resolve(const json_t *profile, const struct conditions *conditions);

/* The names of libseccomp's architectures (SCMP_ARCH_X86_64) of a profile that was checked. A borrowed array. */
json_t *profile_architectures(const json_t *profile);

#endif
