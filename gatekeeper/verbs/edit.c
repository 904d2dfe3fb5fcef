// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb edit: edits a policy, checks it, shows what changes, and replaces the file in one step. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/edit/session.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/trial/run.h"
#include "gatekeeper/why/allow-text.h"
#include "gatekeeper/why/find-record.h"

#define SECONDS_DEFAULT "60"

static const char *drop_in, *event_id, *log_path = LOG_FILE_DEFAULT, *seconds_text = SECONDS_DEFAULT;

static void release_record(json_t **record)
{
	json_decref(*record);
}

/* A name without '/' that is no file here is a drop-in of the active policy. */
static bool is_drop_in_name(const char *argument)
{
	return !strchr(argument, '/') && access(argument, F_OK) != 0;
}

/* Without a policy, it is the file that was loaded. */
static int choose_policy(const char *argument, struct enforcer_status *status, struct edit_options *options,
			 struct failure *failure)
{
	bool known = !enforcer_status(status, failure) && status->loaded;

	options->policy = argument;
	if (argument && is_drop_in_name(argument)) {
		options->drop_in = argument;
		options->policy = NULL;
	}
	if (!options->policy && !known)
		return failure_set(failure, -ENOENT, "cannot find the active policy: give the path of a policy file");
	if (!options->policy)
		options->policy = status->path;
	return 0;
}

/* Is it the file that the active policy is from? */
static bool is_active(const char *policy, const struct enforcer_status *status)
{
	_cleanup_free_ char *path = realpath(policy, NULL);

	return path && status->loaded && strcmp(path, status->path) == 0;
}

static int find(json_t **ret_record, struct failure *failure)
{
	int error = find_record(log_path, event_id, ret_record);

	if (error == -ENOENT)
		return failure_set(failure, error, "%s has no event of this ID", log_path);
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", log_path, strerror(-error));
	return 0;
}

/* The text with the rule of --allow; NULL without it. */
static int make_start(const char *policy, char **ret_text, struct failure *failure)
{
	_cleanup_(release_record) json_t *record = NULL;
	struct host_context context = {0};
	const struct resolver resolver = {
		.executable = resolve_host_executable, .cgroup = resolver_by_name.cgroup, .context = &context};
	int error;

	if (!event_id)
		return 0;
	error = find(&record, failure);
	return error ? error : allow_text(record, policy, &resolver, ret_text, failure);
}

static int edit(const char *argument, struct edit_options *options, enum edit_end *ret_end, struct failure *failure)
{
	_cleanup_free_ char *start = NULL;
	struct enforcer_status status = {0};
	int error = choose_policy(argument, &status, options, failure);

	if (error)
		return error;
	error = make_start(options->policy, &start, failure);
	if (error)
		return error;
	options->start = start;
	options->active = is_active(options->policy, &status);
	return edit_session(options, ret_end, failure);
}

static int run_edit(char **arguments)
{
	struct edit_options options = {.drop_in = drop_in, .log = log_path};
	enum edit_end end = EDIT_LEFT;
	struct failure failure;

	if (trial_seconds(seconds_text, &options.seconds))
		return print_misuse("--confirm %s: a number of seconds from 1 to %d", seconds_text,
				    GK_TRIAL_SECONDS_MAX);
	if (drop_in && event_id)
		return print_misuse("--allow and --drop-in exclude each other: the rule goes into the policy file");
	if (edit(arguments[0], &options, &end, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	if (end == EDIT_UNCHANGED)
		printf("not changed\n");
	if (end == EDIT_LEFT)
		printf("left: the file is not changed\n");
	return end == EDIT_LEFT ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options_of_edit[] = {
	{.name = "drop-in", .value = "NAME", .help = "edit this drop-in of the policy", .text = &drop_in},
	{.name = "allow",
	 .value = "EVENT-ID",
	 .help = "begin with the narrowest rule that allows this event of the log",
	 .text = &event_id},
	{.name = "confirm",
	 .value = "SECONDS",
	 .help = "offer a trial of SECONDS (default: " SECONDS_DEFAULT ")",
	 .text = &seconds_text},
	{.name = "file", .value = "PATH", .help = "replay this log (default: " LOG_FILE_DEFAULT ")", .text = &log_path},
	{0},
};

const struct verb verb_edit = {
	.name = "edit",
	.arguments = "[POLICY]",
	.summary = "edit a policy (default: the active one), check it, show what changes, and load it",
	.maximum = 1,
	.options = options_of_edit,
	.run = run_edit,
};
