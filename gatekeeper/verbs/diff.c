// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb diff: which requests two policies decide otherwise. Loads nothing; two files need no privileges. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/diff/json.h"
#include "gatekeeper/diff/policies.h"
#include "gatekeeper/diff/print.h"
#include "gatekeeper/inventory/policy-decision.h"

static bool in_force, as_json;

static int fail_without_memory(void)
{
	print_error("cannot compare the policies: %s", strerror(ENOMEM));
	return EXIT_MISUSE;
}

static int print_text(const struct difference *difference, const struct diff_policies *policies, bool is_complete)
{
	size_t lines;

	if (difference_print(difference, policies->findings, stdout, &lines))
		return fail_without_memory();
	if (!is_complete)
		puts("and more: the policies have too little in common to list all differences");
	return lines || !is_complete ? EXIT_FAILED : EXIT_OK;
}

static int print_as_json(const struct difference *difference, const struct diff_policies *policies, bool is_complete)
{
	json_t *json = difference_to_json(difference, policies->findings, is_complete);
	const bool is_same = json_is_true(json_object_get(json, "same"));

	if (print_json(json, JSON_INDENT(2)))
		return fail_without_memory();
	return is_same ? EXIT_OK : EXIT_FAILED;
}

static int print_difference(const struct diff_policies *policies)
{
	_cleanup_(difference_release) struct difference difference = {0};
	int error = difference_find(policies->image[0], policies->image[1], &policies->names, &difference);

	if (error == -ENOMEM)
		return fail_without_memory();
	return as_json ? print_as_json(&difference, policies, !error) : print_text(&difference, policies, !error);
}

static int compile_in_force(const char *after, struct diff_policies *policies, struct failure *failure)
{
	struct gk_image *before;
	int error = attached_read_image(&before);

	if (error == -ENOENT)
		return failure_set(failure, error, "no policy is in force: give two policy files");
	if (error)
		return failure_set(failure, error, "cannot read the policy that is in force: %s", strerror(-error));
	return diff_policies_compile_for(before, after, policies, failure);
}

static int run_diff(char **arguments)
{
	_cleanup_(diff_policies_release) struct diff_policies policies = {0};
	struct failure failure;
	int error;

	if (in_force == (arguments[1] != NULL))
		return print_misuse("diff takes two policies, or --in-force and one");
	error = in_force ? compile_in_force(arguments[0], &policies, &failure)
			 : diff_policies_compile(arguments[0], arguments[1], &policies, &failure);
	if (error) {
		if (error != -EINVAL)
			print_error("%s", failure.text);
		return EXIT_MISUSE;
	}
	return print_difference(&policies);
}

static const struct option_spec options[] = {
	{.name = "in-force", .help = "compare the policy in force, instead of OLD, with NEW", .flag = &in_force},
	{.name = "json", .help = "print a JSON object", .flag = &as_json},
	{0},
};

const struct verb verb_diff = {
	.name = "diff",
	.arguments = "[OLD] NEW",
	.summary = "print which requests two policies decide otherwise",
	.minimum = 1,
	.maximum = 2,
	.options = options,
	.run = run_diff,
};
