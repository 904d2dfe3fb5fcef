/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Policy unit tests against a compiled policy. */
#ifndef GATEKEEPER_POLICY_TEST_RUN_H
#define GATEKEEPER_POLICY_TEST_RUN_H

#include "policy/image/decision.h"

#include "gatekeeper/policy-test/file.h"

#define TEST_WHY_SIZE 600

struct test_result {
	bool passed;
	struct gk_decision decision;
	const char *rule; /* that decided, in the image; TEST_RULE_DEFAULT: no rule did */
	unsigned int line;
	char why[TEST_WHY_SIZE]; /* why it failed; texts of the policy and the tests in it are not escaped */
};

/* The image must have been compiled with test_containers_resolver(). */
void test_run(const struct gk_image *image, const struct policy_test *test, struct test_result *ret_result);

#endif
