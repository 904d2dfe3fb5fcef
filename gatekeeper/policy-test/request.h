/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One test of a test file, and its request. */
#ifndef GATEKEEPER_POLICY_TEST_REQUEST_H
#define GATEKEEPER_POLICY_TEST_REQUEST_H

#include "policy/language/reader.h"

#include "gatekeeper/request/from-words.h"

#define TEST_CAPABILITIES_SIZE 1024

struct policy_test {
	struct place place;
	char name[GK_MESSAGE_SIZE];
	struct request_words words; /* parts of the file's tree, or of the texts below */
	char not_init[64];
	char capabilities[TEST_CAPABILITIES_SIZE];
	char container[TEST_CAPABILITIES_SIZE];
	struct described_request described;
	enum gk_verdict verdict;
	const char *rule; /* NULL: any */
	bool has_logged;
	bool logged;
};

/* Reads the request into test->described; each mistake is a finding. */
void test_request_read(struct findings *findings, const struct node *value, struct policy_test *test);

/* `yes` (1) and `no` (0). */
extern const struct word_set yes_no_words;

#endif
