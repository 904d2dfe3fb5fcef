/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Policy unit tests as they are written: described requests, each with the expected decision. They are read by the
 * parser of policies, so that each mistake is a finding with its source position.
 */
#ifndef GATEKEEPER_POLICY_TEST_FILE_H
#define GATEKEEPER_POLICY_TEST_FILE_H

#include "policy/source/tree.h"

#include "gatekeeper/policy-test/request.h"

#define TEST_RULE_DEFAULT "default" /* the default of a policy, in the place of the name of a rule */

struct test_file {
	struct source source;
	struct tree tree;
	struct policy_test *test;
	size_t count;
};

/*
 * Reads the tests at `path`; executables and cgroups are identified by path (resolver_by_name). Returns 0, -EINVAL with
 * findings, or -ENOMEM. To be released by test_file_release() in each case.
 */
int test_file_read(const char *path, struct findings *findings, struct test_file *ret_file);
void test_file_release(struct test_file *file);

#endif
