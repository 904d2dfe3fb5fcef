// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb check: does this policy compile, and what is wrong with it? Loads nothing and needs no privileges. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"
#include "policy/source/writable.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/container/resolver.h"
#include "gatekeeper/findings/format.h"

static bool as_json, strict, elsewhere, allow_writable;
static const char *format_text;

static void print_policy(const struct findings *findings, const struct gk_image *image)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(image->digest, digest);
	printf("%s: %u rule%s, sha256:%s\n", findings->file, image->rule_count, image->rule_count == 1 ? "" : "s",
	       digest);
}

static int print_as_json(json_t *value, int result)
{
	int error = print_json(value, JSON_INDENT(2));

	if (error)
		print_error("cannot print the findings: %s", strerror(-error));
	return error ? error : result;
}

static int print_result(const struct findings *findings, const struct gk_image *image, enum findings_format format,
			int result)
{
	switch (format) {
	case FINDINGS_JSON:
		return print_as_json(findings_to_json(findings, strict), result);
	case FINDINGS_SARIF:
		return print_as_json(findings_to_sarif(findings, strict), result);
	case FINDINGS_GCC:
		findings_print_gcc(findings, strict, stdout);
		return result;
	case FINDINGS_TEXT:
	case FINDINGS_FORMAT_COUNT:
		break;
	}
	findings_print(findings, strict, stderr);
	if (result == 0)
		print_policy(findings, image);
	return result;
}

static int run_check(char **arguments)
{
	_cleanup_(policy_inputs_release) struct policy_inputs inputs = {0};
	_cleanup_free_ struct gk_image *image = NULL;
	enum findings_format format = as_json ? FINDINGS_JSON : FINDINGS_TEXT;
	struct host_resolver host;
	struct findings findings;
	int result;

	if (format_text && findings_format_find(format_text, &format))
		return print_misuse("--format %s: text, gcc, json or sarif", format_text);
	host_resolver_init(&host);
	result = policy_compile_file(arguments[0], elsewhere ? &resolver_by_name : &host.resolver, &findings, &inputs,
				     &image);
	if (result == -ENOMEM) {
		print_error("cannot compile %s: %s", findings.file, strerror(ENOMEM));
		return EXIT_FAILED;
	}
	if (!elsewhere && !allow_writable)
		writable_check(&inputs, &findings);
	if (result == 0 && (findings.errors > 0 || (strict && findings.warnings > 0)))
		result = -EINVAL;
	return print_result(&findings, image, format, result) < 0 ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "strict", .help = "treat warnings as errors", .flag = &strict},
	{.name = "elsewhere", .help = "do not look up paths: the policy is for another host", .flag = &elsewhere},
	{.name = "allow-writable",
	 .help = "do not mind that others than root can change the policy",
	 .flag = &allow_writable},
	{.name = "json", .help = "print the findings as a JSON array on stdout", .flag = &as_json},
	{.name = "format",
	 .value = "text|gcc|json|sarif",
	 .help = "print the findings in this format, on stdout if it is not text (default: text)",
	 .text = &format_text},
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
