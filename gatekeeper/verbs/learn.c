// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb learn: makes a policy from audit logs that allows what was seen, for a person to review. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/learn/merge.h"
#include "gatekeeper/learn/prove.h"
#include "gatekeeper/learn/write.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/log/all-lines.h"
#include "gatekeeper/log/input.h"
#include "gatekeeper/cli/verb.h"

static const char *generalise;
static bool host, elsewhere;

/* What was learnt so far, and what was not. */
struct lesson {
	struct learnt_rules rules;
	struct learn_options options;
	struct host_context context;
	struct resolver resolver;
	uint64_t events;
	uint64_t skipped[LEARN_SKIP_COUNT];
	uint64_t bad;
};

/* The time of a record, if it is a time: the log may have been tampered with, and the text goes into the policy. */
static void copy_time(json_t *record, char ret_time[LEARN_TIME_SIZE])
{
	const char *time = json_string_value(json_object_get(record, "@timestamp"));
	size_t length = strlen(time);

	ret_time[0] = '\0';
	if (length < LEARN_TIME_SIZE && strspn(time, "0123456789-:.TZ") == length)
		memcpy(ret_time, time, length + 1);
}

/* A copy of the event with another operation. Its request points into the copy. */
static struct event_request *copy_sample(const struct event_request *event, unsigned int operation)
{
	struct event_request *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *event;
	memset(copy->shown, 0, sizeof(copy->shown));
	memset(&copy->described.words, 0, sizeof(copy->described.words));
	copy->described.request.operation = operation;
	copy->described.request.caller.where = (uintptr_t)copy->described.caller;
	copy->described.request.target.where = (uintptr_t)copy->described.target;
	copy->described.request.caller.id = (uintptr_t)copy->caller_path;
	copy->described.request.target.id = (uintptr_t)copy->target_path;
	return copy;
}

static int add_rule(struct lesson *lesson, struct learnt_rule *rule, const struct event_request *event,
		    unsigned int operation)
{
	bool is_new;
	int r;

	rule->sample = copy_sample(event, operation);
	if (!rule->sample)
		return -ENOMEM;
	r = learnt_rules_add(&lesson->rules, rule, &is_new);
	if (!is_new)
		free(rule->sample);
	return r;
}

/* The rules for the operations that the event becomes if another thread repoints its descriptor. */
static int add_raced_rules(struct lesson *lesson, const struct learnt_rule *rule, const struct event_request *event,
			   __u64 operations)
{
	for (; operations; operations &= operations - 1) {
		unsigned int operation = __builtin_ctzll(operations);
		struct learnt_rule raced = *rule;
		int r;

		learn_raced_rule(&lesson->rules.sets, operation, &raced);
		r = add_rule(lesson, &raced, event, operation);
		if (r < 0)
			return r;
	}
	return 0;
}

static int learn_from(struct lesson *lesson, json_t *record, const struct event_request *event)
{
	struct learnt_rule rule;
	enum learn_skip skip = learn_event(&lesson->rules.sets, &lesson->options, event, &rule);
	const char *command = json_string_value(log_field(record, "bpf.command"));
	int r;

	if (skip != LEARN_ACCEPTED) {
		lesson->skipped[skip]++;
		return 0;
	}
	lesson->events++;
	copy_time(record, rule.first);
	memcpy(rule.last, rule.first, sizeof(rule.last));
	r = add_rule(lesson, &rule, event, event->described.request.operation);
	if (r < 0)
		return r;
	r = add_raced_rules(lesson, &rule, event, learn_raced_operations(event, command));
	return r < 0 ? r : lesson->rules.sets.error;
}

static int read_record(struct lesson *lesson, struct record_lines *lines, json_t *record)
{
	struct event_request event;
	struct failure failure;
	int r = event_request_read(record, &event, &failure);

	if (r == -EINVAL) {
		print_error("%s:%" PRIu64 ": %s", lines->name, lines->line, failure.text);
		lines->bad++;
		return 0;
	}
	if (r <= 0)
		return r;
	r = learn_from(lesson, record, &event);
	event_request_release(&event);
	return r;
}

static int read_lines(struct lesson *lesson, struct record_lines *lines)
{
	json_t *record;
	int read, r = 0;

	for (read = record_lines_next(lines, &record); read > 0; read = record_lines_next(lines, &record)) {
		r = read_record(lesson, lines, record);
		json_decref(record);
		if (r < 0)
			return r;
	}
	return read;
}

static int read_stream(struct lesson *lesson, FILE *stream, const char *name)
{
	struct record_lines lines;
	int r = record_lines_open(stream, name, &lines);

	if (r < 0)
		return r;
	r = read_lines(lesson, &lines);
	lesson->bad += lines.bad;
	record_lines_close(&lines);
	return r;
}

static int read_log(struct lesson *lesson, const char *path)
{
	_cleanup_fclose_ FILE *file = NULL;
	int r;

	if (strcmp(path, "-") == 0) {
		r = read_stream(lesson, stdin, "stdin");
	} else {
		r = log_input_stream(path, &file);
		if (r == 0)
			r = read_stream(lesson, file, path);
	}
	if (r < 0)
		print_error("cannot read %s: %s", path, strerror(-r));
	return r;
}

/* The policy as text, to be freed. */
static int write_policy(const struct learnt_policy *policy, char **ret_text, size_t *ret_length)
{
	FILE *stream = open_memstream(ret_text, ret_length);

	if (!stream)
		return -ENOMEM;
	learn_write(policy, stream);
	return fclose(stream) == 0 ? 0 : -ENOMEM;
}

static int make_policy(struct lesson *lesson, char **ret_text, size_t *ret_length)
{
	_cleanup_free_ struct learnt_rule *rule = NULL;
	struct learnt_policy policy = {
		.sets = &lesson->rules.sets,
		.options = &lesson->options,
		.events = lesson->events,
	};
	int r = 0;

	if (lesson->options.generalise & 1U << LEARN_CGROUP_PREFIX)
		r = learnt_rules_widen_cgroups(&lesson->rules);

	if (r < 0)
		return r;
	r = learnt_rules_merge(&lesson->rules, &rule, &policy.count);
	if (r < 0)
		return r;
	policy.rule = rule;
	memcpy(policy.skipped, lesson->skipped, sizeof(policy.skipped));
	return write_policy(&policy, ret_text, ret_length);
}

/* Prints the policy, if it is proven to allow what it was learnt from. */
static int finish(struct lesson *lesson)
{
	_cleanup_free_ char *text = NULL;
	struct failure failure;
	size_t length;
	int r = make_policy(lesson, &text, &length);

	if (r < 0)
		failure_set(&failure, r, "%s", strerror(-r));
	else
		r = learn_prove(text, length, &lesson->rules, &failure);
	if (r < 0) {
		print_error("%s", failure.text);
		return r;
	}
	if (fwrite(text, 1, length, stdout) == length && fflush(stdout) == 0)
		return 0;
	print_error("cannot write the policy: %s", strerror(errno));
	return -EIO;
}

static void report_skipped(const struct lesson *lesson)
{
	static const char *const texts[] = {LEARN_SKIPS(LEARN_SKIP_TEXT)};

	for (unsigned int i = 0; i < LEARN_SKIP_COUNT; i++) {
		if (lesson->skipped[i])
			print_error("not learnt from %" PRIu64 " event%s: %s", lesson->skipped[i],
				    lesson->skipped[i] == 1 ? "" : "s", texts[i]);
	}
}

/* --generalise cgroup-prefix,executable: as bits */
static int read_generalise(unsigned int *ret_generalise)
{
	static const struct word table[] = {LEARN_GENERALISATIONS(LEARN_GENERALISATION_ROW)};
	static const struct word_set words = {
		.noun = "generalisation", .words = table, .count = LEARN_GENERALISATION_COUNT};
	const char *rest = generalise;

	while (rest && *rest) {
		char *text = strndupa(rest, strcspn(rest, ","));
		const struct word *word = word_by_text(&words, text), *near = word_nearest(&words, text);

		if (!word)
			return print_misuse("--generalise: unknown generalisation '%s': %s%s", text,
					    near ? "did you mean " : "must be ",
					    near ? near->text : "cgroup-prefix, executable or container-name");
		*ret_generalise |= 1U << word->number;
		rest += strlen(text);
		rest += *rest == ',';
	}
	return EXIT_OK;
}

static int read_logs(struct lesson *lesson, char **paths)
{
	int r = learnt_rules_init(&lesson->rules);

	for (; *paths && r == 0; paths++)
		r = read_log(lesson, *paths);
	report_skipped(lesson);
	if (r == 0 && lesson->events == 0) {
		print_error(
			"nothing to learn from: the log has no decision of audit mode, and none that was allowed; load "
			"/usr/share/gatekeeper/presets/audit-all.yaml to record all decisions");
		r = -ENODATA;
	}
	return r;
}

static int run_learn(char **arguments)
{
	struct lesson lesson = {0};
	int r = read_generalise(&lesson.options.generalise);

	if (r != EXIT_OK)
		return r;
	lesson.resolver = (struct resolver){.executable = resolve_host_executable, .context = &lesson.context};
	lesson.options.resolver = &lesson.resolver;
	lesson.options.host = host;
	lesson.options.elsewhere = elsewhere;
	r = read_logs(&lesson, arguments);
	if (r == 0)
		r = finish(&lesson);
	learnt_rules_release(&lesson.rules);
	return r < 0 || lesson.bad > 0 ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "generalise",
	 .value = "LIST",
	 .help = "allow also: cgroup-prefix: all cgroups below the parent of those seen; executable: any executable; "
		 "container-name: containers of an image by any name",
	 .text = &generalise},
	{.name = "host", .help = "learn from the host as well, and allow it only what was seen", .flag = &host},
	{.name = "elsewhere", .help = "do not look up executables: the log is from another host", .flag = &elsewhere},
	{0},
};

const struct verb verb_learn = {
	.name = "learn",
	.arguments = "LOG...",
	.summary = "write a policy for review that allows what audit logs recorded",
	.minimum = 1,
	.maximum = INT_MAX,
	.options = options,
	.run = run_learn,
};
