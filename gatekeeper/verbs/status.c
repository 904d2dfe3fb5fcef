// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb status: the active policy, whether a test call was denied, and who writes the log. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/log-writer.h"
#include "gatekeeper/report/audit-denials.h"
#include "gatekeeper/report/status-text.h"

static bool as_json, verbose;

static json_t *hooks_to_json(const struct enforcer_status *status)
{
	json_t *hooks = json_object();

	for (unsigned int i = 0; i < status->hook_count; i++)
		if (!status->hook[i].route)
			json_object_set_new(hooks, status->hook[i].section, json_boolean(status->hook[i].attached));
	return hooks;
}

static json_t *routes_to_json(const struct enforcer_status *status)
{
	json_t *routes = json_object();

	for (unsigned int i = 0; i < status->hook_count; i++)
		if (status->hook[i].route)
			json_object_set_new(routes, status->hook[i].section,
					    json_pack("{s:b, s:b}", "needed", status->hook[i].needed, "attached",
						      status->hook[i].attached));
	return routes;
}

/* NULL unless in audit mode. */
static json_t *denials_to_json(const struct enforcer_status *status)
{
	struct audit_denial denials[AUDIT_DENIALS_MAX];
	unsigned int count = audit_denials_read(status, denials);
	json_t *array = count ? json_array() : NULL;

	for (unsigned int i = 0; i < count; i++)
		json_array_append_new(array, json_pack("{s:s, s:s}", "what", denials[i].what, "to", denials[i].whom));
	return array;
}

static json_t *number_or_null(bool is_known, uint64_t number)
{
	return is_known ? json_integer((json_int_t)number) : json_null();
}

static json_t *log_to_json(const struct log_writer *writer, const char *path)
{
	return json_pack(
		"{s:b, s:o, s:s?, s:I, s:I, s:o, s:s?, s:o, s:o}", "written", writer->writes, "writer",
		number_or_null(writer->pid != 0, writer->pid), "error", writer->error ? strerror(-writer->error) : NULL,
		"waiting", (json_int_t)writer->waiting, "left_out", (json_int_t)writer->left_out, "last_record_seconds",
		number_or_null(writer->has_record, writer->age), "path", *path ? path : NULL, "size",
		number_or_null(writer->has_file, writer->size), "free", number_or_null(writer->has_file, writer->free));
}

static int print_status(const struct enforcer_status *status, const char *digest, const char *path, json_t *log)
{
	const enum enforcer_state state = enforcer_state(status);
	json_t *object = json_pack(
		"{s:b, s:s, s:b, s:b, s:s?, s:s?, s:o, s:I, s:I, s:s?, s:s?, s:I, s:I, s:b, s:o, s:o, s:I, s:I, s:I, "
		"s:{s:I, "
		"s:I, "
		"s:I}, "
		"s:I, s:I, s:o, s:o?}",
		"enforcing", state == STATE_ENFORCING, "state", enforcer_state_text(state), "loaded",
		enforcer_has_policy(status), "proven", status->proven, "mode",
		status->loaded ? word_text(&mode_words, status->mode) : NULL, "protect",
		status->loaded ? word_text(&protection_words, status->protect) : NULL, "protect_active",
		status->loaded ? json_boolean(enforcer_is_protected(status)) : json_null(), "unsealed_seconds",
		(json_int_t)status->lifted, "trial_seconds", (json_int_t)status->trial.seconds, "policy", path,
		"digest", digest, "rules", (json_int_t)status->rule_count, "generation", (json_int_t)status->generation,
		"current", status->current, "hooks", hooks_to_json(status), "routes", routes_to_json(status), "allowed",
		(json_int_t)status->counters.decided[GK_ALLOW], "denied", (json_int_t)status->counters.decided[GK_DENY],
		"lost", enforcer_lost_events(&status->counters), "lost_by_kind", "allowed",
		(json_int_t)status->counters.lost[GK_ALLOW], "denied", (json_int_t)status->counters.lost[GK_DENY],
		"truth", (json_int_t)status->counters.lost_outcomes, "repeated", (json_int_t)status->counters.repeated,
		"events", (json_int_t)status->counters.sequence, "log", log, "audit_denies", denials_to_json(status));

	return print_json(object, JSON_INDENT(2));
}

static void print_hooks(const struct enforcer_status *status, bool route, const char *title)
{
	for (unsigned int i = 0; i < status->hook_count; i++) {
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

/* One line for all hooks; each hook with --verbose. */
static void print_attached(const struct enforcer_status *status)
{
	unsigned int attached = 0;

	if (verbose) {
		print_hooks(status, false, "hooks    ");
		print_hooks(status, true, "routes   ");
		return;
	}
	for (unsigned int i = 0; i < status->hook_count; i++)
		attached += status->hook[i].attached;
	printf("hooks    %u attached, %s (--verbose lists them)\n", attached,
	       enforcer_all_attached(status) ? "all that the policy needs" : "some are MISSING");
}

static void print_protection(const struct enforcer_status *status)
{
	printf("protect  %s", word_text(&protection_words, status->protect));
	if (status->lifted)
		printf(", unsealed for %" PRIu64 " more seconds", status->lifted);
	else if (status->trial.running && !status->armed)
		printf(", NOT ACTIVE until the policy is confirmed");
	else if (!status->armed)
		printf(", NOT ACTIVE: run gatekeeper load");
	printf("\n");
}

static void print_denials(const struct enforcer_status *status)
{
	struct audit_denial denials[AUDIT_DENIALS_MAX];
	unsigned int count = audit_denials_read(status, denials);

	for (unsigned int i = 0; i < count; i++)
		printf("%-9sto %s: %s\n", i ? "" : "denies", denials[i].whom, denials[i].what);
}

static void print_log(const struct log_writer *writer, const char *path)
{
	if (!writer->pid)
		printf("log      NOT WRITTEN: no daemon reads the events; start gatekeeper.service\n");
	else if (writer->error)
		printf("log      NOT WRITTEN by process %" PRIu32 ": %s\n", writer->pid, strerror(-writer->error));
	else
		printf("log      written by process %" PRIu32 "\n", writer->pid);
	printf("         %" PRIu64 " events wait", writer->waiting);
	if (writer->left_out)
		printf(", %" PRIu64 " left out", writer->left_out);
	if (writer->has_record)
		printf(", last record %" PRIu64 " s ago", writer->age);
	printf("\n");
	if (writer->has_file)
		printf("         %s: %" PRIu64 " KiB, %" PRIu64 " MiB free\n", path, writer->size >> 10,
		       writer->free >> 20);
}

/* For people. */
static void print_text(const struct enforcer_status *status, const char *digest, const char *path,
		       const struct log_writer *writer, const char *log_path)
{
	if (!status_print_sentence(status, stdout))
		return;
	if (status->trial.running)
		printf("trial    %llu more seconds, then the policy before it comes back; gatekeeper confirm keeps "
		       "it\n",
		       (unsigned long long)status->trial.seconds);
	printf("policy   %s\ndigest   %s\nrules    %u\n", path, digest, status->rule_count);
	print_protection(status);
	print_denials(status);
	printf("allowed  %llu\ndenied   %llu, %llu of them as repeats\nlost     %lld events\n",
	       status->counters.decided[GK_ALLOW], status->counters.decided[GK_DENY], status->counters.repeated,
	       (long long)enforcer_lost_events(&status->counters));
	print_attached(status);
	if (!status->current)
		printf("the BPF programs are of another build; run gatekeeper load to replace them\n");
	print_log(writer, log_path);
}

static int run_status(char **arguments)
{
	char digest[POLICY_DIGEST_TEXT_SIZE], path[ESCAPED_SIZE(GK_POLICY_PATH_SIZE)];
	char log_path[ESCAPED_SIZE(GK_LOG_PATH_SIZE)];
	struct enforcer_status status;
	struct log_writer writer;
	struct failure failure;

	(void)arguments;
	if (status_read(&status, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	log_writer_read(&writer);
	policy_digest_text(status.digest, digest);
	escape_text(status.path, sizeof(status.path), path);
	escape_text(writer.path, sizeof(writer.path), log_path);
	if (!as_json) {
		print_text(&status, digest, path, &writer, log_path);
	} else if (print_status(&status, status.loaded ? digest : NULL, status.loaded ? path : NULL,
				log_to_json(&writer, log_path))) {
		print_error("cannot print the status as JSON: out of memory");
		return EXIT_FAILED;
	}
	return enforcer_state(&status) == STATE_ENFORCING ? EXIT_OK : EXIT_FAILED;
}

static const struct option_spec options[] = {
	{.name = "verbose", .help = "list the hooks", .flag = &verbose},
	{.name = "json", .help = "print JSON", .flag = &as_json},
	{0},
};

const struct verb verb_status = {
	.name = "status",
	.arguments = "",
	.summary = "show the active policy, test that it is enforced, and show who writes the log; exit 1 if not "
		   "enforced, "
		   "also in audit mode",
	.options = options,
	.run = run_status,
};
