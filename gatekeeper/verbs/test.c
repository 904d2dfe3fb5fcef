// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb test: checks that a policy decides as its tests expect. It needs neither a kernel nor the policy's host. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"
#include "policy/source/text.h"
#include "policy/language/words.h"

#include "gatekeeper/policy-test/run.h"
#include "gatekeeper/policy-test/containers.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"

static bool as_json;

/* A run of all tests in a file. */
struct test_session {
	const struct gk_image *image;
	const struct findings *policy; /* has its path */
	const struct findings *tests;
	const struct test_file *file;
	size_t failed;
	json_t *results; /* NULL without --json */
};

/* Within a line of TAP a '#' would start a directive, which could turn a failure into a success. */
static void print_text(const char *text)
{
	char shown[4 * TEST_WHY_SIZE];

	text_escape(text, strlen(text), shown, sizeof(shown));
	for (const char *next = shown; *next; next++)
		printf("%s%c", *next == '#' ? "\\" : "", *next);
}

static void print_result(const struct test_session *session, size_t number, const struct test_result *result)
{
	const struct policy_test *test = &session->file->test[number];

	printf("%sok %zu - ", result->passed ? "" : "not ", number + 1);
	print_text(test->name);
	putchar('\n');
	if (result->passed)
		return;
	printf("# %s:%u: ", session->tests->file, test->place.line);
	print_text(result->why);
	putchar('\n');
}

static json_t *decision_to_json(enum gk_verdict verdict, const char *rule)
{
	json_t *object = json_pack("{s:s}", "verdict", word_text(&verdict_words, verdict));

	if (rule)
		json_object_set_new(object, "rule", json_string(rule));
	return object;
}

static json_t *result_to_json(const struct policy_test *test, const struct test_result *result)
{
	json_t *expected = decision_to_json(test->verdict, test->rule);
	json_t *got = decision_to_json(result->decision.verdict, result->rule);
	json_t *object;

	if (test->has_logged)
		json_object_set_new(expected, "logged", json_boolean(test->logged));
	json_object_set_new(got, "logged", json_boolean(result->decision.logged));
	if (result->line)
		json_object_set_new(got, "line", json_integer(result->line));
	object = json_pack("{s:s, s:i, s:b, s:o, s:o}", "name", test->name, "line", (int)test->place.line, "passed",
			   result->passed, "expected", expected, "got", got);
	if (!result->passed)
		json_object_set_new(object, "why", json_string(result->why));
	return object;
}

static int print_results(const struct test_session *session)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];
	json_t *object;

	policy_digest_text(session->image->digest, digest);
	object =
		json_pack("{s:s, s:s, s:s, s:I, s:I, s:O}", "policy", session->policy->file, "policy_digest", digest,
			  "tests", session->tests->file, "passed", (json_int_t)(session->file->count - session->failed),
			  "failed", (json_int_t)session->failed, "results", session->results);
	return print_json(object, JSON_INDENT(2));
}

static int run_tests_as_json(struct test_session *session)
{
	struct test_result result;
	int r = 0;

	session->results = json_array();
	for (size_t i = 0; i < session->file->count && r == 0; i++) {
		test_run(session->image, &session->file->test[i], &result);
		session->failed += !result.passed;
		r = json_array_append_new(session->results, result_to_json(&session->file->test[i], &result));
	}
	if (r == 0)
		r = print_results(session);
	json_decref(session->results);
	return r < 0 ? -ENOMEM : 0;
}

static void run_tests_as_tap(struct test_session *session)
{
	struct test_result result;

	for (size_t i = 0; i < session->file->count; i++) {
		test_run(session->image, &session->file->test[i], &result);
		session->failed += !result.passed;
		print_result(session, i, &result);
	}
	printf("1..%zu\n", session->file->count);
}

static int run_tests(struct test_session *session)
{
	if (as_json)
		return run_tests_as_json(session);
	run_tests_as_tap(session);
	return 0;
}

static int run_session(const char *policy, const char *tests)
{
	_cleanup_(test_file_release) struct test_file file = {0};
	_cleanup_free_ struct gk_image *image = NULL;
	struct findings policy_findings, test_findings;
	struct test_session session = {.policy = &policy_findings, .tests = &test_findings, .file = &file};
	int tests_r = test_file_read(tests, &test_findings, &file);
	const struct resolver resolver = test_containers_resolver(&file);
	int policy_r = policy_compile_file(policy, &resolver, &policy_findings, NULL, &image);
	int r = tests_r < 0 ? tests_r : policy_r;

	if (tests_r == 0 && test_containers_check(&file, &test_findings) < 0)
		r = -EINVAL;
	findings_print(&policy_findings, false, stderr);
	findings_print(&test_findings, false, stderr);
	session.image = image;
	if (r == 0)
		r = run_tests(&session);
	if (r == -ENOMEM)
		print_error("%s", strerror(ENOMEM));
	return r < 0 || session.failed > 0 ? EXIT_FAILED : EXIT_OK;
}

static int run_test(char **arguments)
{
	return run_session(arguments[0], arguments[1]);
}

static const struct option_spec options[] = {
	{.name = "json", .help = "print a JSON object", .flag = &as_json},
	{0},
};

const struct verb verb_test = {
	.name = "test",
	.arguments = "POLICY TESTS",
	.summary = "check that a policy decides as its tests expect",
	.minimum = 2,
	.maximum = 2,
	.options = options,
	.run = run_test,
};
