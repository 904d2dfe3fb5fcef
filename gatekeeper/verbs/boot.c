// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb boot: shows, configures and undoes bpf in the lsm= of the next boot. Never reboots. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/boot/plan.h"
#include "gatekeeper/boot/state.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/host/outside.h"

static bool as_json, dry_run;

static const char *next_word(const struct boot_state *state)
{
	switch (state->next_has_bpf) {
	case BOOT_YES:
		return "with bpf";
	case BOOT_NO:
		return "WITHOUT bpf";
	case BOOT_UNKNOWN:
		break;
	}
	return "unknown";
}

static void print_own(const struct boot_state *state)
{
	if (!state->owner)
		printf("ours       nothing\n");
	else if (state->own_error)
		printf("ours       %s\n", state->own_why.text);
	else
		printf("ours       lsm=%s (%s)\n", state->own.list, state->owner->file);
}

static void print_next(const struct boot_state *state)
{
	printf("next boot  %s", next_word(state));
	if (state->next_why.text[0])
		printf(": %s\n", state->next_why.text);
	else
		printf(": %s%s%s\n", state->next ? "lsm=" : "the kernel's own list", state->next ? state->next : "",
		       state->is_assumed ? " (if the next boot has the command line of this one)" : "");
}

static void print_text(const struct boot_state *state)
{
	const struct boot_mechanism *mechanism = state->mechanism;

	printf("running    %s\n", state->running ? state->running : "unknown: is securityfs mounted?");
	printf("kernel     %s\n",
	       state->built_in ? state->built_in : "unknown: no configuration with CONFIG_LSM in /boot");
	if (mechanism)
		printf("mechanism  %s\n", mechanism->summary);
	else
		printf("mechanism  none (%s)\n", state->mechanism_why.text);
	print_own(state);
	print_next(state);
	printf("enable     %s%s\n", state->composed_error ? "" : "lsm=",
	       state->composed_error ? state->composed_why.text : state->composed.list);
	if (!state->composed_error && state->lost[0])
		printf("           without %s, active now\n", state->lost);
}

static json_t *bpf_to_json(const struct boot_state *state)
{
	return state->next_has_bpf == BOOT_UNKNOWN ? json_null() : json_boolean(state->next_has_bpf == BOOT_YES);
}

static json_t *to_json(const struct boot_state *state)
{
	const struct boot_mechanism *mechanism = state->mechanism;
	bool has_own = state->owner && !state->own_error;

	return json_pack("{s:s?, s:s?, s:s?, s:{s:s, s:s?, s:s?}, s:s?, s:b, s:{s:o, s:s?, s:s?}, s:s?}", "running",
			 state->running, "kernel", state->built_in, "booted", state->booted, "mechanism", "name",
			 mechanism ? mechanism->name : "none", "file", mechanism ? mechanism->file : NULL, "command",
			 mechanism ? mechanism->command : NULL, "own", has_own ? state->own.list : NULL, "edited",
			 state->own_error == -EBADMSG, "next", "bpf", bpf_to_json(state), "lsm", state->next, "foreign",
			 state->foreign, "enable", state->composed_error ? NULL : state->composed.list);
}

static int show(struct boot_host *host, struct failure *failure)
{
	_cleanup_(boot_state_free) struct boot_state state = {};
	int error;

	boot_look(host, &state);
	if (!as_json) {
		print_text(&state);
		return 0;
	}
	error = print_json(to_json(&state), JSON_INDENT(2));
	return error ? failure_set(failure, error, "cannot print the state: %s", strerror(-error)) : 0;
}

static int enable(struct boot_host *host, struct failure *failure)
{
	return boot_enable(host, dry_run, stdout, failure);
}

static int disable(struct boot_host *host, struct failure *failure)
{
	return boot_disable(host, dry_run, stdout, failure);
}

static const struct action {
	const char *name;
	bool changes;
	int (*run)(struct boot_host *host, struct failure *failure);
} actions[] = {{"show", false, show}, {"enable", true, enable}, {"disable", true, disable}};

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

static int run_action(const struct action *action, struct failure *failure)
{
	struct boot_host host;
	int error = outside_check_boots(failure);

	if (error)
		return error;
	if (action->changes && !dry_run && geteuid() != 0)
		return failure_set(failure, -EPERM, "boot %s changes the system: run as root", action->name);
	boot_host_of_system(&host);
	return action->run(&host, failure);
}

static int run_boot(char **arguments)
{
	const struct action *action = find_action(arguments[0]);
	struct failure failure;

	if (!action)
		return print_misuse("boot has no action '%s', only show, enable and disable; see gatekeeper help boot",
				    arguments[0]);
	if (action->changes ? as_json : dry_run)
		return print_misuse("boot %s has no option '--%s'; see gatekeeper help boot", action->name,
				    action->changes ? "json" : "dry-run");
	if (run_action(action, &failure) == 0)
		return EXIT_OK;
	fflush(stdout);
	print_error("%s", failure.text);
	return EXIT_FAILED;
}

static const struct option_spec options[] = {
	{.name = "dry-run", .help = "print the difference and change nothing (enable, disable)", .flag = &dry_run},
	{.name = "json", .help = "print JSON (show)", .flag = &as_json},
	{0},
};

const struct verb verb_boot = {
	.name = "boot",
	.arguments = "ACTION",
	.summary = "show, enable or disable bpf in the kernel's lsm= for the next boot",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_boot,
};
