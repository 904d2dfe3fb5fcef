// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/metrics/metrics.h"

#include <inttypes.h>

#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/enforce/log-writer.h"

static void print_head(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP gatekeeper_%s %s\n# TYPE gatekeeper_%s %s\n", name, help, name, type);
}

static void print_one(FILE *out, const char *name, const char *type, const char *help, uint64_t value)
{
	print_head(out, name, type, help);
	fprintf(out, "gatekeeper_%s %" PRIu64 "\n", name, value);
}

static void print_by_verdict(FILE *out, const char *name, const char *help, const __u64 *values)
{
	print_head(out, name, "counter", help);
	for (unsigned int verdict = 0; verdict < GK_VERDICT_COUNT; verdict++)
		fprintf(out, "gatekeeper_%s{verdict=\"%s\"} %" PRIu64 "\n", name, word_text(&verdict_words, verdict),
			(uint64_t)values[verdict]);
}

static void print_policy(const struct enforcer_status *status, FILE *out)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(status->digest, digest);
	print_head(out, "policy_info", "gauge", "The policy in force.");
	fprintf(out, "gatekeeper_policy_info{digest=\"%s\",mode=\"%s\"} 1\n", digest,
		word_text(&mode_words, status->mode));
	print_one(out, "policy_generation", "gauge", "Grows by one with each publish.", status->generation);
	print_one(out, "policy_rules", "gauge", "Rules of the policy in force.", status->rule_count);
}

static void print_counters(const struct gk_counters *now, const struct gk_counters *reported, FILE *out)
{
	print_by_verdict(out, "decisions_total", "Decisions, by verdict.", now->decided);
	print_one(out, "repeated_total", "counter", "Denials that were counted as repeats of one on record.",
		  now->repeated);
	print_one(out, "events_total", "counter", "Sequence numbers given: events, written or lost.", now->sequence);
	print_by_verdict(out, "lost_total", "Decisions whose events found no room.", now->lost);
	print_one(out, "lost_results_total", "counter",
		  "Results of attaching whose events found no room, or whose program the kernel skipped.",
		  now->lost_outcomes);
	print_one(out, "gaps_reported_total", "counter", "Lost events that the log has in its gap records.",
		  enforcer_lost_events(reported));
}

static uint64_t missing_hooks(const struct enforcer_status *status)
{
	uint64_t count = 0;

	for (unsigned int i = 0; i < status->hook_count; i++)
		count += status->hook[i].needed && !status->hook[i].attached;
	return count;
}

static void print_log(FILE *out)
{
	struct log_writer writer;

	log_writer_read(&writer);
	print_one(out, "log_written", "gauge", "Whether a daemon writes the events to the log now.", writer.writes);
	print_one(out, "log_events_waiting", "gauge", "Events in the kernel that are not written yet.", writer.waiting);
	print_one(out, "log_left_out_total", "counter",
		  "Events of the service manager that were only counted since the daemon's start.", writer.left_out);
	if (writer.has_record)
		print_one(out, "log_record_age_seconds", "gauge", "How long ago the last record was written.",
			  writer.age);
	if (!writer.has_file)
		return;
	print_one(out, "log_size_bytes", "gauge", "Size of the log.", writer.size);
	print_one(out, "log_free_bytes", "gauge", "Free space on the file system of the log.", writer.free);
}

/* One of them is 1. */
static void print_state(enum enforcer_state now, FILE *out)
{
	print_head(out, "state", "gauge", "The state of enforcement, as gatekeeper status has it.");
	for (enum enforcer_state state = 0; state < STATE_COUNT; state++)
		fprintf(out, "gatekeeper_state{state=\"%s\"} %d\n", enforcer_state_text(state), state == now);
}

void metrics_print(const struct enforcer_status *status, FILE *out)
{
	print_head(out, "build_info", "gauge", "The version of the program.");
	fprintf(out, "gatekeeper_build_info{version=\"%s\"} 1\n", GATEKEEPER_VERSION);
	print_one(out, "enforcing", "gauge", "Whether a test call was denied just now, and all hooks are attached.",
		  enforcer_state(status) == STATE_ENFORCING);
	print_state(enforcer_state(status), out);
	print_one(out, "loaded", "gauge", "Whether a policy is active, also one that this program cannot read.",
		  enforcer_has_policy(status));
	print_log(out);
	if (!status->loaded)
		return;
	print_one(
		out, "protection_active", "gauge",
		"Whether the protection of the policy holds: not while it is unsealed, or before a trial is confirmed.",
		enforcer_is_protected(status));
	print_one(out, "missing_hooks", "gauge", "Hooks that the policy needs and that are not attached.",
		  missing_hooks(status));
	print_policy(status, out);
	print_counters(&status->counters, &status->reported, out);
}
