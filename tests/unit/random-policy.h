/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* For tests that compile random policies (tests/reference) and ask them for random requests. */
#ifndef TESTS_UNIT_RANDOM_POLICY_H
#define TESTS_UNIT_RANDOM_POLICY_H

#include "tests/unit/compile.h"

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/request/from-words.h"

#include "tests/reference/random.h"
#include "tests/reference/write.h"

/* Returns 0, or what policy_compile_file() does; a random policy may be a wrong one. */
static inline int compile_random(struct random_state *random, struct said_policy *policy,
				 const struct resolver *resolver, struct gk_image **ret_image)
{
	_cleanup_free_ char *text = said_write(policy, random);
	struct findings findings;

	assert_non_null(text);
	return compile_bytes_by(resolver, text, strlen(text), &findings, ret_image);
}

/* Takes away the attach type and the cgroup that a request with this operation never has. */
static inline void make_target_possible(struct gk_request *request)
{
	const struct word *type = word_by_number(&attach_type_words, request->attach_type);
	const unsigned int operation = request->operation;

	if (!operation_has_attach_type(operation))
		request->attach_type = GK_ATTACH_TYPE_NONE;
	else if (operation != GK_OP_LOAD && (operation & 15) != GK_FAMILY_UNKNOWN &&
		 (!type || type->family != (operation & 15)))
		request->attach_type = GK_ATTACH_TYPE_UNKNOWN;
	if (!operation_has_cgroup(operation))
		request->relation = GK_TARGET_NONE;
}

#endif
