// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb diff: which requests two policies decide otherwise. Loads nothing and needs no privileges. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/diff/print.h"

static int compile(const char *path, const struct resolver *resolver, struct findings *findings,
		   struct gk_image **ret_image)
{
	int error = policy_compile_file(path, resolver, findings, NULL, ret_image);

	if (error == -EINVAL)
		findings_print(findings, false, stderr);
	else if (error)
		print_error("cannot compile %s: %s", path, strerror(-error));
	return error;
}

static int print_difference(const struct gk_image *before, const struct gk_image *after, const struct diff_names *names,
			    const struct findings findings[DIFF_SIDES])
{
	_cleanup_(difference_release) struct difference difference = {0};
	int error = difference_find(before, after, names, &difference);
	size_t lines;

	if (error == -ENOMEM) {
		print_error("cannot compare the policies: %s", strerror(ENOMEM));
		return EXIT_MISUSE;
	}
	lines = difference_print(&difference, findings, stdout);
	if (error)
		puts("and more: the policies have too little in common to list all differences");
	return lines || error ? EXIT_FAILED : EXIT_OK;
}

static int run_diff(char **arguments)
{
	_cleanup_(diff_names_release) struct diff_names names = {0};
	_cleanup_free_ struct gk_image *before = NULL, *after = NULL;
	struct findings findings[DIFF_SIDES];

	if (diff_names_init(&names, &resolver_by_name)) {
		print_error("cannot compare the policies: %s", strerror(ENOMEM));
		return EXIT_MISUSE;
	}
	if (compile(arguments[0], &names.resolver, &findings[0], &before) ||
	    compile(arguments[1], &names.resolver, &findings[1], &after))
		return EXIT_MISUSE;
	return print_difference(before, after, &names, findings);
}

const struct verb verb_diff = {
	.name = "diff",
	.arguments = "OLD NEW",
	.summary = "print which requests two policies decide otherwise",
	.minimum = 2,
	.maximum = 2,
	.run = run_diff,
};
