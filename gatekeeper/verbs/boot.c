// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb boot: bpf in the kernel's lsm= from the next boot on, shown, configured and taken back. Never reboots. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "gatekeeper/boot/plan.h"
#include "gatekeeper/boot/state.h"
#include "gatekeeper/host/outside.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"

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

static void print_text(const struct boot_state *state)
{
	const struct boot_mechanism *mechanism = state->mechanism;
	const struct boot_value *own = boot_state_own(state);

	printf("running    %s\n", state->running ? state->running : "unknown: is securityfs mounted?");
	printf("kernel     %s\n",
	       state->built_in ? state->built_in : "unknown: no configuration with CONFIG_LSM in /boot");
	printf("mechanism  %s\n", mechanism ? mechanism->summary : "none that the gatekeeper knows");
	if (state->own_error == -EBADMSG)
		printf("ours       %s\n", state->own_why.text);
	else
		printf("ours       %s%s\n", own ? "lsm=" : "nothing", own ? own->list : "");
	printf("next boot  %s", next_word(state));
	if (state->next_why.text[0])
		printf(": %s\n", state->next_why.text);
	else
		printf(": %s%s%s\n", state->next ? "lsm=" : "the kernel's own list", state->next ? state->next : "",
		       mechanism ? "" : " (if its command line is that of this one)");
	if (state->composed_error)
		printf("enable     %s\n", state->composed_why.text);
	else
		printf("enable     lsm=%s\n", state->composed.list);
}

static json_t *bpf_to_json(const struct boot_state *state)
{
	return state->next_has_bpf == BOOT_UNKNOWN ? json_null() : json_boolean(state->next_has_bpf == BOOT_YES);
}

static json_t *to_json(const struct boot_state *state)
{
	const struct boot_mechanism *mechanism = state->mechanism;
	const struct boot_value *own = boot_state_own(state);

	return json_pack("{s:s?, s:s?, s:s?, s:{s:s, s:s?, s:s?}, s:s?, s:b, s:{s:o, s:s?, s:s?}, s:s?}", "running",
			 state->running, "kernel", state->built_in, "booted", state->booted, "mechanism", "name",
			 mechanism ? mechanism->name : "none", "file", mechanism ? mechanism->file : NULL, "command",
			 mechanism ? mechanism->command : NULL, "own", own ? own->list : NULL, "edited",
			 state->own_error == -EBADMSG, "next", "bpf", bpf_to_json(state), "lsm", state->next, "foreign",
			 state->foreign, "enable", state->composed_error ? NULL : state->composed.list);
}

static int show(struct boot_host *host, struct failure *failure)
{
	struct boot_state state;
	int error = 0;

	boot_look(host, &state);
	if (!as_json)
		print_text(&state);
	else if (print_json(to_json(&state), JSON_INDENT(2)))
		error = failure_set(failure, -ENOMEM, "the state can't be printed as JSON");
	boot_state_free(&state);
	return error;
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
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

static int run_boot(char **arguments)
{
	const struct action *action = find_action(arguments[0]);
	struct boot_host host;
	struct failure failure;
	int error;

	if (!action)
		return print_misuse("boot takes show, enable or disable, and not '%s'; see gatekeeper help boot",
				    arguments[0]);
	if (action->changes ? as_json : dry_run)
		return print_misuse("boot %s has no option '--%s'; see gatekeeper help boot", action->name,
				    action->changes ? "json" : "dry-run");
	boot_host_of_system(&host);
	error = outside_check_boots(&failure);
	if (!error && action->changes && !dry_run && geteuid() != 0)
		error = failure_set(&failure, -EPERM, "boot %s changes the system: run it as root", action->name);
	error = error ?: action->run(&host, &failure);
	if (!error)
		return EXIT_OK;
	fflush(stdout);
	print_error("%s", failure.text);
	return EXIT_FAILED;
}

static const struct option_spec options[] = {
	{.name = "dry-run", .help = "with enable, disable: print the difference and change nothing", .flag = &dry_run},
	{.name = "json", .help = "with show: print JSON", .flag = &as_json},
	{0},
};

const struct verb verb_boot = {
	.name = "boot",
	.arguments = "ACTION",
	.summary = "show, enable, disable: bpf in the kernel's lsm= at the next boot",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_boot,
};
