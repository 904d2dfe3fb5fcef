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
#include "gatekeeper/replay/print.h"
#include "gatekeeper/inventory/policy-decision.h"

static bool in_force, as_json;
static struct option_list logs;

static int fail_without_memory(void)
{
	print_error("cannot compare the policies: %s", strerror(ENOMEM));
	return EXIT_MISUSE;
}

/* What is printed. */
struct outcome {
	const struct diff_policies *policies;
	const struct difference *difference;
	bool is_complete; /* the difference has all that changed */
	const struct replay *replay;
};

static int print_text(const struct outcome *outcome)
{
	size_t lines;

	if (difference_print(outcome->difference, outcome->policies->findings, stdout, &lines))
		return fail_without_memory();
	if (!outcome->is_complete)
		puts("and more: the policies have too little in common to list all differences");
	if (logs.count)
		replay_print(outcome->replay, outcome->policies->findings, "decisions of the log", stdout);
	return lines || !outcome->is_complete ? EXIT_FAILED : EXIT_OK;
}

static int print_as_json(const struct outcome *outcome)
{
	const struct findings *findings = outcome->policies->findings;
	json_t *json = difference_to_json(outcome->difference, findings, outcome->is_complete);
	const bool is_same = json_is_true(json_object_get(json, "same"));

	if (logs.count)
		json_object_set_new(json, "log", replay_to_json(outcome->replay, findings));
	if (print_json(json, JSON_INDENT(2) | JSON_ENSURE_ASCII)) /* terminals act on more than ASCII controls */
		return fail_without_memory();
	return is_same ? EXIT_OK : EXIT_FAILED;
}

static int replay_log(const char *path, struct replay *replay, struct failure *failure)
{
	const bool is_input = strcmp(path, "-") == 0;
	_cleanup_fclose_ FILE *file = is_input ? NULL : fopen(path, "re");
	int error;

	if (!is_input && !file)
		return failure_set(failure, -errno, "cannot open %s: %s", path, strerror(errno));
	error = replay_stream(replay, is_input ? stdin : file, path);
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", path, strerror(-error));
	return 0;
}

/* The image in force was compiled for this host; two files are compiled for it again. */
static int replay_logs(char **arguments, struct diff_policies *policies, struct replay *replay, struct failure *failure)
{
	struct gk_image **image = in_force ? policies->image : policies->by_record;
	int error = 0;

	if (logs.count && !in_force)
		error = diff_policies_compile_by_record(arguments[0], arguments[1], policies, failure);
	if (error)
		return error;
	if (replay_init(image[0], image[1], in_force ? &policies->base : NULL, replay))
		return failure_set(failure, -ENOMEM, "cannot compare the policies: %s", strerror(ENOMEM));
	for (size_t i = 0; i < logs.count && !error; i++)
		error = replay_log(logs.value[i], replay, failure);
	replay_sort(replay);
	return error;
}

static int print_difference(struct diff_policies *policies, const struct replay *replay)
{
	_cleanup_(difference_release) struct difference difference = {0};
	int error = difference_find(policies->image[0], policies->image[1], &policies->names, &difference);
	const struct outcome outcome = {policies, &difference, !error, replay};

	if (error == -ENOMEM)
		return fail_without_memory();
	return as_json ? print_as_json(&outcome) : print_text(&outcome);
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

static int compile(char **arguments, struct diff_policies *policies, struct failure *failure)
{
	if (in_force)
		return compile_in_force(arguments[0], policies, failure);
	return diff_policies_compile(arguments[0], arguments[1], policies, failure);
}

static int run_diff(char **arguments)
{
	_cleanup_(diff_policies_release) struct diff_policies policies = {0};
	_cleanup_(replay_release) struct replay replay = {0};
	struct failure failure;
	int error;

	if (in_force == (arguments[1] != NULL))
		return print_misuse("diff takes two policies, or --in-force and one");
	error = compile(arguments, &policies, &failure);
	if (error == -EINVAL) /* the findings were printed */
		return EXIT_MISUSE;
	if (!error)
		error = replay_logs(arguments, &policies, &replay, &failure);
	if (error) {
		print_error("%s", failure.text);
		return EXIT_MISUSE;
	}
	return print_difference(&policies, &replay);
}

static const struct option_spec options[] = {
	{.name = "in-force", .help = "compare the policy in force, instead of OLD, with NEW", .flag = &in_force},
	{.name = "log",
	 .value = "FILE",
	 .help = "print also which events of this audit log would be decided otherwise; - is the standard input",
	 .list = &logs},
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
