// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Runs one policy unit test: the decision, and the reason if it is not the expected one. */
#include "gatekeeper/policy-test/run.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/explain/why.h"

static __u32 find_rule(const struct gk_image *image, const char *name)
{
	for (__u32 rule = 0; rule < image->rule_count; rule++) {
		if (strcmp(image->rule[rule].name, name) == 0)
			return rule;
	}
	return GK_NO_RULE;
}

static const struct word *nearest_rule(const struct gk_image *image, const char *name, struct word *words)
{
	const struct word_set set = {.words = words, .count = image->rule_count};

	for (__u32 rule = 0; rule < image->rule_count; rule++)
		words[rule] = (struct word){.number = rule, .text = image->rule[rule].name, .policy = true};
	return word_nearest(&set, name);
}

static void explain_missing_rule(const struct gk_image *image, const char *name, char *ret_why)
{
	_cleanup_free_ struct word *words = calloc(GK_MAX_RULES, sizeof(*words));
	const struct word *near = words ? nearest_rule(image, name, words) : NULL;

	snprintf(ret_why, TEST_WHY_SIZE, "; the policy has no rule '%.64s'%s%s%s", name, near ? ": did you mean '" : "",
		 near ? near->text : "", near ? "'?" : "");
}

/* Why the expected rule did not decide. */
static void explain_rule(const struct gk_image *image, const struct policy_test *test, __u32 decided, char *ret_why)
{
	__u32 rule = find_rule(image, test->rule);
	const char *condition;

	ret_why[0] = '\0';
	if (strcmp(test->rule, TEST_RULE_DEFAULT) == 0)
		return;
	if (rule == GK_NO_RULE) {
		explain_missing_rule(image, test->rule, ret_why);
		return;
	}
	if (rule == decided)
		return;
	condition = failed_condition(image, &test->described.request, rule);
	if (condition)
		snprintf(ret_why, TEST_WHY_SIZE, "; rule '%s' in line %u does not match: %s", image->rule[rule].name,
			 image->rule[rule].line, condition);
	else
		snprintf(ret_why, TEST_WHY_SIZE, "; rule '%s' in line %u would match, but is not the first",
			 image->rule[rule].name, image->rule[rule].line);
}

static const char *logged_text(bool logged)
{
	return logged ? "logged" : "not logged";
}

static void explain_failure(const struct gk_image *image, const struct policy_test *test, struct test_result *result)
{
	char rule[TEST_WHY_SIZE] = "";

	if (test->rule)
		explain_rule(image, test, result->decision.rule, rule);
	snprintf(result->why, sizeof(result->why), "expected %s%s%.64s%s%s, got %s by %s%s%s%s",
		 word_text(&verdict_words, test->verdict), test->rule ? " by " : "", test->rule ? test->rule : "",
		 test->has_logged ? ", " : "", test->has_logged ? logged_text(test->logged) : "",
		 word_text(&verdict_words, result->decision.verdict), result->rule, test->has_logged ? ", " : "",
		 test->has_logged ? logged_text(result->decision.logged) : "", rule);
}

void test_run(const struct gk_image *image, const struct policy_test *test, struct test_result *ret_result)
{
	struct test_result result = {.rule = TEST_RULE_DEFAULT};
	struct request_fault fault;

	result.decision = gk_decide(image, &test->described.request);
	if (result.decision.rule != GK_NO_RULE) {
		result.rule = image->rule[result.decision.rule].name;
		result.line = image->rule[result.decision.rule].line;
	}
	*ret_result = result;
	if (request_check_from(&test->words, result.decision.from, &fault) < 0) {
		snprintf(ret_result->why, sizeof(ret_result->why), "from: %s", fault.text);
		return;
	}
	ret_result->passed = result.decision.verdict == test->verdict &&
			     (!test->rule || strcmp(test->rule, result.rule) == 0) &&
			     (!test->has_logged || test->logged == result.decision.logged);
	if (!ret_result->passed)
		explain_failure(image, test, ret_result);
}
