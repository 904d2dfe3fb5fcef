// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb check: does this policy compile, and what is wrong with it? Loads nothing and needs no privileges. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"

static bool as_json, strict, elsewhere;

/* With --strict a warning is an error. */
static bool is_error(enum severity severity)
{
	return severity == SEVERITY_ERROR || strict;
}

static json_t *finding_to_json(const struct findings *findings, const struct finding *finding)
{
	const struct check_info *info = &check_info[finding->check];
	char file[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

	findings_path(findings, finding->place, file, sizeof(file));
	return json_pack("{s:s, s:i, s:i, s:s, s:s, s:s}", "file", file, "line", (int)finding->place.line, "column",
			 (int)finding->place.column, "severity", is_error(info->severity) ? "error" : "warning",
			 "check", info->name, "text", finding->text);
}

static int print_findings(const struct findings *findings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		if (json_array_append_new(array, finding_to_json(findings, &findings->finding[i]))) {
			json_decref(array);
			return -ENOMEM;
		}
	}
	return print_json(array, JSON_INDENT(2));
}

static void print_policy(const struct findings *findings, const struct gk_image *image)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(image->digest, digest);
	printf("%s: %u rule%s, sha256:%s\n", findings->file, image->rule_count, image->rule_count == 1 ? "" : "s",
	       digest);
}

static int print_result(const struct findings *findings, const struct gk_image *image, int result)
{
	if (as_json) {
		int error = print_findings(findings);

		if (error)
			print_error("cannot print the findings: %s", strerror(-error));
		return error ? error : result;
	}
	findings_print(findings, strict, stderr);
	if (result == 0)
		print_policy(findings, image);
	return result;
}

static int run_check(char **arguments)
{
	_cleanup_free_ struct gk_image *image = NULL;
	struct findings findings;
	int result;

	result = policy_compile_file(arguments[0], elsewhere ? &resolver_by_name : NULL, &findings, NULL, &image);
	if (result == -ENOMEM) {
		print_error("cannot compile %s: %s", findings.file, strerror(ENOMEM));
		return EXIT_FAILED;
	}
	if (result == 0 && strict && findings.warnings > 0)
		result = -EINVAL;
	return print_result(&findings, image, result) < 0 ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "strict", .help = "treat warnings as errors", .flag = &strict},
	{.name = "elsewhere", .help = "do not look up paths: the policy is for another host", .flag = &elsewhere},
	{.name = "json", .help = "print the findings as a JSON array on stdout", .flag = &as_json},
	{0},
};

const struct verb verb_check = {
	.name = "check",
	.arguments = "POLICY",
	.summary = "check a policy and print what is wrong with it",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_check,
};
