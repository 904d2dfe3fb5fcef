// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb status: the active policy, and whether a test call was denied. */
#include <stdio.h>

#include <jansson.h>

#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/base/escape.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/report/status-text.h"

static bool as_json;

static json_int_t lost(const struct gk_counters *counters)
{
	return counters->lost[GK_ALLOW] + counters->lost[GK_DENY] + counters->lost_outcomes;
}

static json_t *hooks_to_json(const struct enforcer_status *status)
{
	json_t *hooks = json_object();
	unsigned int i;

	for (i = 0; i < status->hook_count; i++)
		if (!status->hook[i].route)
			json_object_set_new(hooks, status->hook[i].section, json_boolean(status->hook[i].attached));
	return hooks;
}

static json_t *routes_to_json(const struct enforcer_status *status)
{
	json_t *routes = json_object();
	unsigned int i;

	for (i = 0; i < status->hook_count; i++)
		if (status->hook[i].route)
			json_object_set_new(routes, status->hook[i].section,
					    json_pack("{s:b, s:b}", "needed", status->hook[i].needed, "attached",
						      status->hook[i].attached));
	return routes;
}

static int print_status(const struct enforcer_status *status, const char *digest, const char *path)
{
	json_t *object = json_pack(
		"{s:b, s:b, s:b, s:s?, s:s?, s:I, s:I, s:s?, s:s?, s:I, s:I, s:b, s:o, s:o, s:I, s:I, s:I, s:{s:I, "
		"s:I, "
		"s:I}, "
		"s:I, s:I}",
		"enforcing", enforcer_is_enforcing(status), "loaded", status->loaded, "proven", status->proven, "mode",
		status->loaded ? word_text(&mode_words, status->mode) : NULL, "protect",
		status->loaded ? word_text(&protection_words, status->protect) : NULL, "unsealed_seconds",
		(json_int_t)status->lifted, "trial_seconds", (json_int_t)status->trial.seconds, "policy", path,
		"digest", digest, "rules", (json_int_t)status->rule_count, "generation", (json_int_t)status->generation,
		"current", status->current, "hooks", hooks_to_json(status), "routes", routes_to_json(status), "allowed",
		(json_int_t)status->counters.decided[GK_ALLOW], "denied", (json_int_t)status->counters.decided[GK_DENY],
		"lost", lost(&status->counters), "lost_by_kind", "allowed", (json_int_t)status->counters.lost[GK_ALLOW],
		"denied", (json_int_t)status->counters.lost[GK_DENY], "truth",
		(json_int_t)status->counters.lost_outcomes, "repeated", (json_int_t)status->counters.repeated, "events",
		(json_int_t)status->counters.sequence);

	return print_json(object, JSON_INDENT(2));
}

static void print_hooks(const struct enforcer_status *status, bool route, const char *title)
{
	unsigned int i;

	for (i = 0; i < status->hook_count; i++) {
		const struct enforcer_hook *hook = &status->hook[i];

		if (hook->route != route)
			continue;
		printf("%s%-28s %s\n", title, hook->section,
		       hook->attached ? "attached"
		       : hook->needed ? "MISSING"
				      : "not needed by this policy");
		title = "         ";
	}
}

static void print_protection(const struct enforcer_status *status)
{
	printf("protect  %s", word_text(&protection_words, status->protect));
	if (status->lifted)
		printf(", unsealed for %llu more seconds", (unsigned long long)status->lifted);
	else if (status->trial.running && !status->armed)
		printf(", NOT ACTIVE until the policy is confirmed");
	else if (!status->armed)
		printf(", NOT ACTIVE: run gatekeeper load");
	printf("\n");
}

static void print_text(const struct enforcer_status *status, const char *digest, const char *path)
{
	if (!status_print_sentence(status, stdout))
		return;
	if (status->trial.running)
		printf("trial    %llu more seconds, then the policy before it comes back; gatekeeper confirm keeps "
		       "it\n",
		       (unsigned long long)status->trial.seconds);
	printf("policy   %s\ndigest   %s\nrules    %u\n", path, digest, status->rule_count);
	print_protection(status);
	printf("allowed  %llu\ndenied   %llu, %llu of them as repeats\nlost     %lld events\n",
	       status->counters.decided[GK_ALLOW], status->counters.decided[GK_DENY], status->counters.repeated,
	       (long long)lost(&status->counters));
	print_hooks(status, false, "hooks    ");
	print_hooks(status, true, "routes   ");
	if (!status->current)
		printf("the BPF programs are of another build; run gatekeeper load to replace them\n");
}

static int run_status(char **arguments)
{
	char digest[POLICY_DIGEST_TEXT_SIZE], path[ESCAPED_SIZE(GK_POLICY_PATH_SIZE)];
	struct enforcer_status status;
	struct failure failure;

	(void)arguments;
	if (enforcer_status(&status, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	if (status_is_unknown(&status)) {
		print_error("cannot read the state: run as root");
		return EXIT_FAILED;
	}
	policy_digest_text(status.digest, digest);
	escape_text(status.path, sizeof(status.path), path);
	if (!as_json) {
		print_text(&status, digest, path);
	} else if (print_status(&status, status.loaded ? digest : NULL, status.loaded ? path : NULL)) {
		print_error("cannot print the status as JSON: out of memory");
		return EXIT_FAILED;
	}
	return status.loaded && status.proven && enforcer_all_attached(&status) ? EXIT_OK : EXIT_FAILED;
}

static const struct option_spec options[] = {
	{.name = "json", .help = "print JSON", .flag = &as_json},
	{0},
};

const struct verb verb_status = {
	.name = "status",
	.arguments = "",
	.summary = "show the active policy, and test that it is enforced; exit 1 if not",
	.options = options,
	.run = run_status,
};
