/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The containers of the tests of a file: all that is known of containers to the policy that they test. */
#ifndef GATEKEEPER_POLICY_TEST_CONTAINERS_H
#define GATEKEEPER_POLICY_TEST_CONTAINERS_H

#include "gatekeeper/policy-test/file.h"

/*
 * Two containers in one cgroup, or a caller in the cgroup of another test's container, are a finding, and -EINVAL. Else
 * returns 0.
 */
int test_containers_check(const struct test_file *file, struct findings *findings);

/* resolver_by_name with them. Valid as long as `file`. */
struct resolver test_containers_resolver(const struct test_file *file);

#endif
