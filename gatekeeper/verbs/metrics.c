// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb metrics: the status as text for Prometheus, for a textfile collector or whoever asks. */
#include <inttypes.h>
#include <stdio.h>

#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/cli/verb.h"

static void print_head(const char *name, const char *type, const char *help)
{
	printf("# HELP gatekeeper_%s %s\n# TYPE gatekeeper_%s %s\n", name, help, name, type);
}

static void print_one(const char *name, const char *type, const char *help, uint64_t value)
{
	print_head(name, type, help);
	printf("gatekeeper_%s %" PRIu64 "\n", name, value);
}

static void print_by_verdict(const char *name, const char *help, const __u64 *values)
{
	print_head(name, "counter", help);
	for (unsigned int verdict = 0; verdict < GK_VERDICT_COUNT; verdict++)
		printf("gatekeeper_%s{verdict=\"%s\"} %" PRIu64 "\n", name, word_text(&verdict_words, verdict),
		       (uint64_t)values[verdict]);
}

static uint64_t all_lost(const struct gk_counters *counters)
{
	return counters->lost[GK_ALLOW] + counters->lost[GK_DENY] + counters->lost_outcomes;
}

static void print_policy(const struct enforcer_status *status)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(status->digest, digest);
	print_head("policy_info", "gauge", "The policy in force.");
	printf("gatekeeper_policy_info{digest=\"%s\",mode=\"%s\"} 1\n", digest, word_text(&mode_words, status->mode));
	print_one("policy_generation", "gauge", "Grows by one with each publish.", status->generation);
	print_one("policy_rules", "gauge", "Rules of the policy in force.", status->rule_count);
}

static void print_counters(const struct gk_counters *now, const struct gk_counters *reported)
{
	print_by_verdict("decisions_total", "Decisions, by verdict.", now->decided);
	print_one("repeated_total", "counter", "Denials that were counted as repeats of one on record.", now->repeated);
	print_one("events_total", "counter", "Sequence numbers given: events, written or lost.", now->sequence);
	print_by_verdict("lost_total", "Decisions whose events found no room.", now->lost);
	print_one("lost_results_total", "counter", "Results of attaching whose events found no room.",
		  now->lost_outcomes);
	print_one("gaps_reported_total", "counter", "Lost events that the log has in its gap records.",
		  all_lost(reported));
}

static int run_metrics(char **arguments)
{
	struct enforcer_status status;
	struct failure failure;

	(void)arguments;
	if (enforcer_status(&status, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	print_one("enforcing", "gauge", "Whether a test call was denied just now, and all hooks are attached.",
		  enforcer_is_enforcing(&status));
	print_one("loaded", "gauge", "Whether a policy is published.", status.loaded);
	if (status.loaded) {
		print_policy(&status);
		print_counters(&status.counters, &status.reported);
	}
	return EXIT_OK;
}

const struct verb verb_metrics = {
	.name = "metrics",
	.arguments = "",
	.summary = "print the status as metrics for Prometheus",
	.run = run_metrics,
};
