/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Policy unit tests as they are written: described requests, each with the expected decision. They are read by the
 * parser of policies, so that each mistake is a finding with its source position.
 */
#ifndef GATEKEEPER_POLICY_TEST_FILE_H
#define GATEKEEPER_POLICY_TEST_FILE_H

#include "policy/source/tree.h"

#include "gatekeeper/request/from-words.h"

#define TEST_RULE_DEFAULT "default" /* the default of a policy, in the place of the name of a rule */
#define TEST_CAPABILITIES_SIZE 1024

struct policy_test {
	struct place place;
	char name[GK_MESSAGE_SIZE];
	struct request_words words; /* parts of the file's tree, or of the two texts below */
	char not_init[64];
	char capabilities[TEST_CAPABILITIES_SIZE];
	struct described_request described;
	enum gk_verdict verdict;
	const char *rule; /* NULL: any */
	bool has_logged;
	bool logged;
};

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
