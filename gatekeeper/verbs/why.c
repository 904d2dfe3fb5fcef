// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb why: explains one decision of the audit log, and proposes the narrowest rule that would allow it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/why/find-record.h"
#include "gatekeeper/why/story.h"

static const char *path = LOG_FILE_DEFAULT, *policy;
static bool last, only_rule;

static void release_record(json_t **record)
{
	json_decref(*record);
}

static int print_failure(const char *text)
{
	print_error("%s", text);
	return EXIT_FAILED;
}

/* Without --policy, the policy is the file that was loaded. */
static int choose_policy(struct enforcer_status *status, struct story *story, struct failure *failure)
{
	int r = enforcer_status(status, failure);

	if (r == 0 && status->loaded)
		story->loaded = status->digest;
	story->policy = policy;
	if (policy)
		return 0;
	if (r < 0)
		return failure_set(failure, r, "cannot find the policy that is in force; give one with --policy");
	if (!status->loaded)
		return failure_set(failure, -ENOENT, "no policy is in force; give one with --policy");
	story->policy = status->path;
	return 0;
}

static int find(const char *id, json_t **ret_record)
{
	int r = find_record(path, id, ret_record);

	if (r == -ENOENT && id)
		print_error("%s has no event of this ID; gatekeeper log --format event.id,@timestamp lists them", path);
	else if (r == -ENOENT)
		print_error("%s has no denied decision", path);
	else if (r == -EINVAL)
		print_error("not an event ID");
	else if (r < 0)
		print_error("cannot read %s: %s", path, strerror(-r));
	return r;
}

static int run_why(char **arguments)
{
	struct host_context context = {0};
	const struct resolver resolver = {
		.executable = resolve_host_executable,
		.cgroup = resolver_by_name.cgroup,
		.context = &context,
	};
	_cleanup_(release_record) json_t *record = NULL;
	struct story story = {.resolver = &resolver, .only_rule = only_rule};
	struct enforcer_status status;
	struct failure failure;

	if (last == (arguments[0] != NULL))
		return print_misuse("why takes an event ID, or --last for the last denial");
	if (find(arguments[0], &record) < 0)
		return EXIT_FAILED;
	story.record = record;
	if (choose_policy(&status, &story, &failure) < 0 || story_print(&story, &failure) < 0)
		return print_failure(failure.text);
	return EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "last", .help = "explain the last denied decision", .flag = &last},
	{.name = "rule", .help = "print only the rule that would allow it", .flag = &only_rule},
	{.name = "policy",
	 .value = "FILE",
	 .help = "decide by this policy (default: the file of the policy in force)",
	 .text = &policy},
	{.name = "file",
	 .value = "PATH",
	 .help = "read this log and its rotated files (default: " LOG_FILE_DEFAULT ")",
	 .text = &path},
	{0},
};

const struct verb verb_why = {
	.name = "why",
	.arguments = "[EVENT-ID]",
	.summary = "explain a decision of the audit log, and print the narrowest rule that would allow it",
	.maximum = 1,
	.options = options,
	.run = run_why,
};
