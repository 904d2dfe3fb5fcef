/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The request of a test: one mapping of a test file (file.h). */
#ifndef GATEKEEPER_POLICY_TEST_REQUEST_H
#define GATEKEEPER_POLICY_TEST_REQUEST_H

#include "policy/language/reader.h"

#include "gatekeeper/policy-test/file.h"

/* Reads the request into test->described; each mistake is a finding. */
void test_request_read(struct findings *findings, const struct node *value, struct policy_test *test);

/* `yes` (1) and `no` (0). */
extern const struct word_set yes_no_words;

#endif
