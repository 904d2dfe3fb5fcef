/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A request described in words, as on the command line, and as the numbers that a decision takes. */
#ifndef GATEKEEPER_REQUEST_FROM_WORDS_H
#define GATEKEEPER_REQUEST_FROM_WORDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "policy/language/resolve.h"

#include "gatekeeper/request/words.h"

/*
 * Returns 0, or -EINVAL with the fault. `resolver` finds executables by path, so the policy must be compiled with the
 * same; cgroups are found by name.
 */
int request_from_words(const struct request_words *words, const struct resolver *resolver,
		       struct described_request *ret_request, struct request_fault *ret_fault);

/*
 * Both words->from and words->not_init may be given. Checks that they agree under a policy for which the caller is on
 * the side `from`. Returns 0, or -EINVAL with the fault.
 */
int request_check_from(const struct request_words *words, enum gk_from from, struct request_fault *ret_fault);

/* What the operation of a request has. A condition on anything else never holds. */
bool operation_has_attach_type(unsigned int operation);
bool operation_has_cgroup(unsigned int operation);
bool operation_has_netns(unsigned int operation);
bool operation_has_program(unsigned int operation);

/* Prints the request as one line, or returns it as JSON. */
void request_print(const struct described_request *described, enum gk_from from, FILE *stream);
json_t *request_to_json(const struct described_request *described, enum gk_from from);

#endif
