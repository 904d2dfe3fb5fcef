// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb check: is this policy right? Nothing is loaded, and no privilege is needed. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "policy/policy.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"

static bool as_json, strict, elsewhere;

/* A warning of a strict check is an error: it fails. */
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
	int r = 0;

	for (size_t i = 0; i < findings->count && r == 0; i++)
		r = json_array_append_new(array, finding_to_json(findings, &findings->finding[i]));
	if (r == 0)
		return print_json(array, JSON_INDENT(2));
	json_decref(array);
	return -ENOMEM;
}

static void print_policy(const struct findings *findings, const struct gk_image *image)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(image->digest, digest);
	printf("%s: %u rule%s, sha256:%s\n", findings->file, image->rule_count, image->rule_count == 1 ? "" : "s",
	       digest);
}

static int run_check(char **arguments)
{
	struct gk_image *image = NULL;
	struct findings findings;
	int r;

	r = policy_compile_file(arguments[0], elsewhere ? &resolver_by_name : NULL, &findings, NULL, &image);
	if (r == -ENOMEM) {
		print_error("%s: %s", findings.file, strerror(ENOMEM));
		return EXIT_FAILED;
	}
	if (r == 0 && strict && findings.warnings > 0)
		r = -EINVAL;
	if (as_json) {
		if (print_findings(&findings) < 0) {
			print_error("%s", strerror(ENOMEM));
			r = -ENOMEM;
		}
	} else {
		findings_print(&findings, strict, stderr);
		if (r == 0)
			print_policy(&findings, image);
	}
	free(image);
	return r < 0 ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "strict", .help = "warnings are errors", .flag = &strict},
	{.name = "elsewhere", .help = "the policy is for another host: don't look up its paths", .flag = &elsewhere},
	{.name = "json", .help = "print the findings as a JSON array on stdout", .flag = &as_json},
	{0},
};

const struct verb verb_check = {
	.name = "check",
	.arguments = "POLICY",
	.summary = "check a policy and say what is wrong with it",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_check,
};
