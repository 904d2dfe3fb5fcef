/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Policy unit tests against a compiled policy. */
#ifndef GATEKEEPER_TEST_RUN_H
#define GATEKEEPER_TEST_RUN_H

#include "policy/image/decision.h"

#include "gatekeeper/policy-test/file.h"

#define TEST_WHY_SIZE 600

struct test_result {
	bool passed;
	struct gk_decision decision;
	const char *rule; /* that decided, of the image; TEST_RULE_DEFAULT: none did */
	unsigned int line;
	char why[TEST_WHY_SIZE]; /* it failed; what of it is from the policy or the tests is not escaped */
};

/* The image must have been compiled with resolver_by_name. */
void test_run(const struct gk_image *image, const struct policy_test *test, struct test_result *ret_result);

#endif
