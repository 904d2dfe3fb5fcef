// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb explain: which rule of a policy decides a described request, and why none before it did. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf-lsm/decide.h"
#include "policy/policy.h"
#include "policy/words.h"

#include "explain-request.h"
#include "verb.h"

static struct request_words asked;
static bool as_json;

struct answer {
	const char *file;
	const struct gk_image *image;
	struct gk_request request;
	struct gk_decision decision;
};

static bool has_rule(const struct gk_vector *vector, __u32 rule)
{
	return vector->word[rule / 64] >> (rule % 64) & 1;
}

/* The first condition of a rule that the request fails, as it is called in a policy; NULL: it matches. */
static const char *failed_condition(const struct answer *answer, __u32 rule)
{
	const struct gk_image *image = answer->image;
	const struct gk_request *request = &answer->request;

	if (!has_rule(&image->operation[request->operation], rule))
		return image->rule[rule].verdict == GK_DENY ? "deny" : "allow";
	if (!has_rule(&image->from[answer->decision.from], rule))
		return "caller.from";
	if (!has_rule(&image->namespaces[request->namespaces], rule))
		return "caller.namespaces";
	if (!has_rule(&image->attach_type[request->attach_type], rule))
		return "attach-types";
	if (!has_rule(&image->relation[request->relation], rule))
		return "target.cgroup";
	return NULL;
}

/* The rules that were asked before one matched. */
static __u32 rules_before(const struct answer *answer)
{
	return answer->decision.rule == GK_NO_RULE ? answer->image->rule_count : answer->decision.rule;
}

static void print_answer(const struct answer *answer)
{
	const struct gk_image *image = answer->image;
	const struct gk_decision *decision = &answer->decision;

	printf("%s: ", word_text(&verdict_words, decision->verdict));
	if (decision->rule == GK_NO_RULE)
		printf("no rule matches, the default of %s decides", answer->file);
	else
		printf("rule '%s' of %s:%u decides", image->rule[decision->rule].name, answer->file,
		       image->rule[decision->rule].line);
	printf("%s%s\n", decision->logged ? ", logged" : ", not logged",
	       image->mode == GK_AUDIT && decision->verdict == GK_DENY ? "; in audit mode nothing is refused" : "");

	printf("request: ");
	request_print(&answer->request, decision->from, stdout);
	for (__u32 rule = 0; rule < rules_before(answer); rule++)
		printf("%s:%u: rule '%s' does not match: %s\n", answer->file, image->rule[rule].line,
		       image->rule[rule].name, failed_condition(answer, rule));
}

static json_t *skipped_to_json(const struct answer *answer)
{
	const struct gk_rule *rules = answer->image->rule;
	json_t *array = json_array();

	for (__u32 rule = 0; rule < rules_before(answer); rule++)
		json_array_append_new(array,
				      json_pack("{s:s, s:i, s:s}", "rule", rules[rule].name, "line",
						(int)rules[rule].line, "condition", failed_condition(answer, rule)));
	return array;
}

static json_t *answer_to_json(const struct answer *answer)
{
	const struct gk_image *image = answer->image;
	const struct gk_decision *decision = &answer->decision;
	char digest[POLICY_DIGEST_TEXT_SIZE];
	json_t *object;

	policy_digest_text(image->digest, digest);
	object = json_pack(
		"{s:s, s:s, s:b, s:s, s:s, s:s, s:o, s:o}", "verdict", word_text(&verdict_words, decision->verdict),
		"reason", word_text(&reason_words, decision->reason), "logged", decision->logged, "mode",
		word_text(&mode_words, image->mode), "policy", answer->file, "policy_digest", digest, "request",
		request_to_json(&answer->request, decision->from), "not_matched", skipped_to_json(answer));
	if (object && decision->rule != GK_NO_RULE) {
		json_object_set_new(object, "rule", json_string(image->rule[decision->rule].name));
		json_object_set_new(object, "line", json_integer(image->rule[decision->rule].line));
	}
	return object;
}

static int print_json(const struct answer *answer)
{
	json_t *object = answer_to_json(answer);
	int r;

	r = object ? json_dumpf(object, stdout, JSON_INDENT(2)) : -1;
	json_decref(object);
	if (r < 0) {
		say_error("%s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	putchar('\n');
	return EXIT_OK;
}

static int explain(const struct gk_image *image, const struct gk_request *request, const char *file)
{
	struct answer answer = {.file = file, .image = image, .request = *request};

	answer.decision = gk_decide(image, request);
	if (request_check_from(&asked, answer.decision.from) < 0)
		return EXIT_MISUSE;
	if (as_json)
		return print_json(&answer);
	print_answer(&answer);
	return EXIT_OK;
}

static int run_explain(char **arguments)
{
	struct gk_image *image = NULL;
	struct findings findings;
	struct gk_request request;
	int r;

	if (request_from_words(&asked, &request) < 0)
		return EXIT_MISUSE;
	r = policy_compile_file(arguments[0], NULL, &findings, NULL, &image);
	findings_print(&findings, stderr);
	if (r == -ENOMEM)
		say_error("%s: %s", findings.file, strerror(ENOMEM));
	if (r < 0)
		return EXIT_FAILED;
	r = explain(image, &request, findings.file);
	free(image);
	return r;
}

static const struct option_spec options[] = {
	{.name = "operation", .value = "OPERATION", .help = "what is asked for", .text = &asked.operation},
	{.name = "attach-type",
	 .value = "TYPE",
	 .help = "for operations on cgroups; without it: not known",
	 .text = &asked.attach_type},
	{.name = "from",
	 .value = "host|container",
	 .help = "in all init namespaces, or in none of them",
	 .text = &asked.from},
	{.name = "not-init",
	 .value = "NAMESPACES",
	 .help = "not in the init namespaces of these types, as user,pid or all",
	 .text = &asked.not_init},
	{.name = "target",
	 .value = "CGROUP",
	 .help = "own, own-subtree (below the own), outside or unknown; without it: unknown",
	 .text = &asked.target},
	{.name = "json", .help = "print a JSON object", .flag = &as_json},
	{0},
};

const struct verb verb_explain = {
	.name = "explain",
	.arguments = "POLICY",
	.summary = "say which rule decides a described request, and why",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_explain,
};
