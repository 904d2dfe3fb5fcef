// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The answer of `explain`, for people and as JSON: see answer.h. */
#include "gatekeeper/explain/answer.h"

#include <stdio.h>

#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/explain/why.h"

/* The number of rules before the one that decides. */
static __u32 rules_before(const struct answer *answer)
{
	return answer->decision.rule == GK_NO_RULE ? answer->image->rule_count : answer->decision.rule;
}

static const char *failed_by(const struct answer *answer, __u32 rule)
{
	return failed_condition(answer->image, &answer->described->request, rule);
}

/* The file that a rule is in, at most size - 1 bytes. */
static const char *find_file(const struct answer *answer, __u32 rule, char *ret_path, size_t size)
{
	struct place place = {.file = rule == GK_NO_RULE ? 0 : answer->image->rule[rule].file};

	findings_path(answer->findings, place, ret_path, size);
	return ret_path;
}

#define PATH_SIZE (FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE)

static void print_skipped(const struct answer *answer)
{
	const struct gk_rule *rules = answer->image->rule;
	char path[PATH_SIZE];

	for (__u32 rule = 0; rule < rules_before(answer); rule++)
		printf("%s:%u: rule '%s' does not match: %s\n", find_file(answer, rule, path, sizeof(path)),
		       rules[rule].line, rules[rule].name, failed_by(answer, rule));
}

static void print_decision(const struct answer *answer)
{
	const struct gk_decision *decision = &answer->decision;
	const struct gk_image *image = answer->image;
	char path[PATH_SIZE];

	find_file(answer, decision->rule, path, sizeof(path));
	printf("%s: ", word_text(&verdict_words, decision->verdict));
	if (decision->rule != GK_NO_RULE)
		printf("rule '%s' of %s:%u decides", image->rule[decision->rule].name, path,
		       image->rule[decision->rule].line);
	else
		printf("no rule matches, the default of %s decides", path);
	printf("%s%s\n", decision->logged ? ", logged" : ", not logged",
	       image->mode == GK_AUDIT && decision->verdict == GK_DENY ? "; in audit mode nothing is denied" : "");
}

void answer_print(const struct answer *answer)
{
	const struct gk_decision *decision = &answer->decision;

	print_decision(answer);
	if (decision->rule != GK_NO_RULE && answer->image->rule[decision->rule].message[0])
		printf("message: %s\n", answer->image->rule[decision->rule].message);
	printf("request: ");
	request_print(answer->described, decision->from, stdout);
	print_skipped(answer);
}

static json_t *skipped_to_json(const struct answer *answer)
{
	const struct gk_rule *rules = answer->image->rule;
	json_t *array = json_array();
	char path[PATH_SIZE];

	for (__u32 rule = 0; rule < rules_before(answer); rule++)
		json_array_append_new(array, json_pack("{s:s, s:s, s:i, s:s}", "rule", rules[rule].name, "file",
						       find_file(answer, rule, path, sizeof(path)), "line",
						       (int)rules[rule].line, "condition", failed_by(answer, rule)));
	return array;
}

static void add_rule(const struct answer *answer, json_t *object)
{
	const struct gk_rule *rule = &answer->image->rule[answer->decision.rule];
	char path[PATH_SIZE];

	json_object_set_new(object, "rule", json_string(rule->name));
	json_object_set_new(object, "file", json_string(find_file(answer, answer->decision.rule, path, sizeof(path))));
	json_object_set_new(object, "line", json_integer(rule->line));
	if (rule->message[0])
		json_object_set_new(object, "message", json_string(rule->message));
}

json_t *answer_to_json(const struct answer *answer)
{
	const struct gk_image *image = answer->image;
	const struct gk_decision *decision = &answer->decision;
	char digest[POLICY_DIGEST_TEXT_SIZE];
	json_t *object;

	policy_digest_text(image->digest, digest);
	object = json_pack(
		"{s:s, s:s, s:b, s:s, s:s, s:s, s:o, s:o}", "verdict", word_text(&verdict_words, decision->verdict),
		"reason", word_text(&reason_words, decision->reason), "logged", decision->logged, "mode",
		word_text(&mode_words, image->mode), "policy", answer->findings->file, "policy_digest", digest,
		"request", request_to_json(answer->described, decision->from), "not_matched", skipped_to_json(answer));
	if (object && decision->rule != GK_NO_RULE)
		add_rule(answer, object);
	return object;
}
