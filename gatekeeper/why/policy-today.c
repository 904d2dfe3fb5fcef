// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The policy of today, and a request of the past: see policy-today.h. */
#include "gatekeeper/why/policy-today.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"
#include "policy/policy.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/explain/logged.h"
#include "gatekeeper/explain/why.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/why/policy-text.h"

#define PATH_SIZE (FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE)

static int read_event(json_t *record, struct policy_today *today, struct failure *failure)
{
	int r = event_request_read(record, &today->event, failure);

	if (r == 0)
		return failure_set(failure, -EINVAL,
				   "the record is not a decision of the policy: see gatekeeper log --id");
	return r < 0 ? r : 0;
}

int policy_today_open(json_t *record, const char *path, const struct resolver *resolver, struct policy_today *ret_today,
		      struct failure *failure)
{
	struct policy_today *today = ret_today;
	const char *missing;
	int r = read_event(record, today, failure);

	if (r < 0)
		return r;
	described_resolver_init(&today->resolver, resolver, &today->event.described.container);
	r = policy_compile_file(path, &today->resolver.resolver, &today->findings, NULL, &today->image);
	if (r < 0) {
		findings_print(&today->findings, false, stderr);
		return failure_set(failure, r, "the policy %s has errors: correct them, or give another with --policy",
				   today->findings.file);
	}
	r = text_file_read(path, &today->text);
	if (r < 0)
		return failure_set(failure, r, "cannot read %s: %s", today->findings.file, strerror(-r));
	missing = find_missing_path(today->image, &today->event);
	if (missing)
		return failure_set(failure, -EINVAL, "%s", missing);
	today->decision = gk_decide(today->image, &today->event.described.request);
	return 0;
}

void policy_today_release(struct policy_today *today)
{
	event_request_release(&today->event);
	free(today->image);
	free(today->text);
}

/* The file that a rule is in. */
static const char *find_file(const struct policy_today *today, __u32 rule, char *ret_path)
{
	const struct place place = {.file = today->image->rule[rule].file};

	findings_path(&today->findings, place, ret_path, PATH_SIZE);
	return ret_path;
}

static void print_rule_lines(const struct policy_today *today, __u32 rule)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_SIZE];

	if (today->image->rule[rule].file == 0)
		policy_text_print_item(today->text, today->image->rule[rule].line, stdout);
	else if (text_file_read(find_file(today, rule, path), &text) == 0)
		policy_text_print_item(text, today->image->rule[rule].line, stdout);
}

static void print_changes(const struct policy_today *today, json_t *record, const uint8_t *loaded)
{
	const char *recorded = json_string_value(log_field(record, "gatekeeper.policy_digest"));
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(today->image->digest, digest);
	printf("\n%s: ", today->findings.file);
	if (!recorded)
		printf("the record does not tell whether this was the policy then");
	else
		printf("%s", strcmp(digest, recorded) == 0 ? "the same policy as then" : "CHANGED since then");
	if (!loaded)
		printf("\n");
	else
		printf("; %s\n",
		       memcmp(loaded, today->image->digest, GK_DIGEST_SIZE) == 0
			       ? "it is in force now"
			       : "NOT in force: another policy is, or the file was changed after it was loaded");
}

static void print_decision(const struct policy_today *today)
{
	const struct gk_decision *decision = &today->decision;
	bool is_same = decision->verdict == today->event.recorded_verdict;
	const char *verdict = word_text(&verdict_words, decision->verdict);
	char path[PATH_SIZE];

	printf("It %s: %s, ", is_same ? "decides the same" : "decides DIFFERENTLY", verdict);
	if (decision->rule == GK_NO_RULE) {
		printf("as no rule matches: the default of %s\n", today->findings.file);
		return;
	}
	printf("by rule '%s', line %u of %s\n", today->image->rule[decision->rule].name,
	       today->image->rule[decision->rule].line, find_file(today, decision->rule, path));
	print_rule_lines(today, decision->rule);
}

static const char *or_unknown(const char *text)
{
	return text ? text : "unknown";
}

static void print_namespaces(const struct gk_request *request)
{
	if (!request->namespaces)
		printf("all are init");
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++) {
		if (request->namespaces & 1U << i)
			printf("%s ", word_text(&namespace_words, i));
	}
	if (request->namespaces)
		printf("not init");
}

/* The value of the request for a condition, by its key in a policy; the words are escaped. */
static void print_value(const struct policy_today *today, const char *key)
{
	const struct gk_request *request = &today->event.described.request;
	const struct request_words *words = &today->event.described.words;
	const struct {
		const char *key, *value;
	} values[] = {
		{"allow", word_text(&operation_words, request->operation)},
		{"deny", word_text(&operation_words, request->operation)},
		{"attach-types", word_text(&attach_type_words, request->attach_type)},
		{"caller.from", word_text(&from_words, today->decision.from)},
		{"caller.exe", words->exe},
		{"caller.cgroup", words->caller_cgroup},
		{"caller.capabilities", words->capabilities},
		{"target.cgroup", word_text(&relation_words, request->relation)},
		{"target.netns", word_text(&netns_words, request->netns)},
		{"program", word_text(&program_state_words, request->program_state)},
		{"program.type", word_text(&program_type_words, request->program_type)},
		{"program.name", words->program_name},
		{"program.tag", words->program_tag},
		{"program.signed", word_text(&signature_words, request->signature)},
	};

	if (strcmp(key, "caller.namespaces") == 0)
		print_namespaces(request);
	else if (strcmp(key, "caller.uid") == 0)
		printf("%u", request->uid);
	for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
		if (strcmp(values[i].key, key) == 0)
			printf("%s", or_unknown(values[i].value));
	}
	if (strcmp(key, "target.cgroup") == 0)
		printf("%s%s%s", words->target_cgroup ? " " : "", words->target_cgroup ? words->target_cgroup : "",
		       request->shared_files ? ", which another thread may repoint" : "");
}

static void print_earlier_rules(const struct policy_today *today)
{
	const struct gk_image *image = today->image;
	__u32 count = today->decision.rule == GK_NO_RULE ? image->rule_count : today->decision.rule;
	char path[PATH_SIZE];

	if (count > 0)
		printf("\nWhy no %srule matches:\n", today->decision.rule == GK_NO_RULE ? "" : "earlier ");
	for (__u32 rule = 0; rule < count; rule++) {
		const char *key = failed_condition(image, &today->event.described.request, rule);

		printf("  %s:%u '%s': not its %s: ", find_file(today, rule, path), image->rule[rule].line,
		       image->rule[rule].name, key);
		print_value(today, key);
		printf("\n");
	}
}

void policy_today_print(const struct policy_today *today, json_t *record, const uint8_t *loaded)
{
	print_changes(today, record, loaded);
	print_decision(today);
	if (today->image->mode == GK_AUDIT)
		printf("It is in audit mode: it denies nothing.\n");
	print_earlier_rules(today);
}
