// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The language: what each key of a policy means. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"

static void read_version(struct reader *reader, const struct node *value)
{
	if (expect_word(reader, value, "the number 1") && (!value->plain || strcmp(value->text, "1") != 0))
		findings_add(reader->findings, CHECK_UNSUPPORTED_VERSION, value->place,
			     "version '%.64s' of the language is not known: must be 1, without quotes", value->text);
}

static void read_host_key(struct reader *reader, unsigned int key, const struct node *value)
{
	static const struct everything all = {"all", GK_ALL_NAMESPACES};

	switch ((enum host_key)key) {
	case HOST_NAMESPACES:
		reader->policy->host_namespaces = read_words(reader, value, &namespace_words, &all);
		break;
	}
}

static void read_host(struct reader *reader, const struct node *value)
{
	size_t errors = reader->findings->errors;

	read_mapping(reader, value, &host_keys, read_host_key);
	reader->policy->host_broken = reader->findings->errors > errors;
}

/* Names go into every event as they are. */
static bool is_rule_name(const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length >= GK_RULE_NAME_SIZE || text[0] == '.' || text[0] == '_' || text[0] == '-')
		return false;
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

static void read_name(struct reader *reader, const struct node *value)
{
	reader->rule->name_place = value->place;
	if (!expect_word(reader, value, "a name"))
		return;
	if (is_rule_name(value->text)) {
		strcpy(reader->rule->name, value->text);
		return;
	}
	findings_add(reader->findings, CHECK_BAD_NAME, value->place,
		     "'%.64s' can't name a rule: 1 to %d of a-z, 0-9, '.', '_' and '-', the first a letter or digit",
		     value->text, GK_RULE_NAME_SIZE - 1);
}

static void read_verdict(struct reader *reader, const struct node *value, enum gk_verdict verdict)
{
	static const struct everything all = {"*", OPERATIONS_ALL};

	reader->rule->verdict = verdict;
	reader->rule->operations_place = value->key->place;
	reader->rule->operations = read_words(reader, value, &operation_words, &all);
}

static void read_member(struct reader *reader, unsigned int key, const struct node *value)
{
	unsigned int number;

	if (!read_word(reader, value, &membership_words, &number))
		return;
	switch ((enum membership)number) {
	case MEMBER_INIT:
		reader->rule->init_namespaces |= 1U << key;
		break;
	case MEMBER_NOT_INIT:
		reader->rule->not_init_namespaces |= 1U << key;
		break;
	}
}

/* A condition that is written and says nothing was meant to say something. */
static void read_conditions(struct reader *reader, const struct node *value, const struct key_set *keys,
			    key_reader read)
{
	read_mapping(reader, value, keys, read);
	if (value->kind == NODE_MAPPING && !value->first && !keys->required)
		findings_add(reader->findings, CHECK_EMPTY, value->place,
			     "%s has no condition: write one, or remove it", keys->of);
}

static void read_caller_key(struct reader *reader, unsigned int key, const struct node *value)
{
	unsigned int number;

	switch ((enum caller_key)key) {
	case CALLER_FROM:
		if (!read_word(reader, value, &from_words, &number))
			return;
		reader->rule->has_from = true;
		reader->rule->from = number;
		break;
	case CALLER_NAMESPACES:
		read_conditions(reader, value, &namespace_keys, read_member);
		break;
	}
}

static void read_target_key(struct reader *reader, unsigned int key, const struct node *value)
{
	switch ((enum target_key)key) {
	case TARGET_CGROUP:
		reader->rule->target = read_words(reader, value, &relation_words, NULL);
		break;
	}
}

static void read_rule_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct rule *rule = reader->rule;
	unsigned int number;

	switch ((enum rule_key)key) {
	case RULE_NAME:
		read_name(reader, value);
		break;
	case RULE_ALLOW:
		read_verdict(reader, value, GK_ALLOW);
		break;
	case RULE_DENY:
		read_verdict(reader, value, GK_DENY);
		break;
	case RULE_ATTACH_TYPES:
		rule->attach_types_place = value->key->place;
		rule->attach_types = read_words(reader, value, &attach_type_words, NULL);
		break;
	case RULE_CALLER:
		rule->caller_place = value->key->place;
		read_conditions(reader, value, &caller_keys, read_caller_key);
		break;
	case RULE_TARGET:
		rule->target_place = value->key->place;
		read_conditions(reader, value, &target_keys, read_target_key);
		break;
	case RULE_LOG:
		rule->has_log = read_word(reader, value, &log_words, &number);
		if (rule->has_log)
			rule->log = number;
		break;
	}
}

static void read_rule(struct reader *reader, const struct node *node)
{
	const unsigned int verdicts = 1U << RULE_ALLOW | 1U << RULE_DENY;
	size_t errors = reader->findings->errors;
	unsigned int seen;

	reader->rule->place = node->place;
	seen = read_mapping(reader, node, &rule_keys, read_rule_key);
	if ((seen & verdicts) == verdicts)
		findings_add(reader->findings, CHECK_BOTH_VERDICTS, reader->rule->operations_place,
			     "a rule with both allow and deny: make it two rules");
	else if (!(seen & (verdicts | KEY_UNKNOWN)))
		findings_add(reader->findings, CHECK_NO_VERDICT, node->place,
			     "a rule with neither allow nor deny: add one with its operations");
	reader->rule->broken = reader->findings->errors > errors;
}

static void read_rules(struct reader *reader, const struct node *value)
{
	size_t count = 0;

	if (value->kind != NODE_LIST) {
		report_kind(reader, value, "a list of rules ([] for none)");
		return;
	}
	for (const struct node *item = value->first; item; item = item->next) {
		if (count++ == GK_MAX_RULES) {
			findings_add(reader->findings, CHECK_TOO_MANY_RULES, item->place,
				     "a policy has at most %d rules, and this begins one more: merge some",
				     GK_MAX_RULES);
			return;
		}
	}
	for (const struct node *item = value->first; item; item = item->next) {
		reader->rule = &reader->policy->rules[reader->policy->rule_count++];
		read_rule(reader, item);
	}
}

static void read_top_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct policy *policy = reader->policy;
	unsigned int number;

	switch ((enum top_key)key) {
	case TOP_VERSION:
		read_version(reader, value);
		break;
	case TOP_MODE:
		if (read_word(reader, value, &mode_words, &number))
			policy->mode = number;
		break;
	case TOP_HOST:
		read_host(reader, value);
		break;
	case TOP_DEFAULT:
		if (read_word(reader, value, &verdict_words, &number))
			policy->default_verdict = number;
		break;
	case TOP_LOG:
		if (read_word(reader, value, &log_words, &number))
			policy->log = number;
		break;
	case TOP_RULES:
		read_rules(reader, value);
		break;
	}
}

int policy_read(const struct tree *tree, struct findings *findings, struct policy *ret_policy)
{
	struct policy policy = {
		.mode = GK_ENFORCE,
		.default_verdict = GK_DENY,
		.log = GK_LOG_DENIED,
		.host_namespaces = GK_ALL_NAMESPACES,
	};
	struct reader reader = {.findings = findings, .policy = &policy};

	policy.rules = calloc(GK_MAX_RULES, sizeof(policy.rules[0]));
	if (!policy.rules)
		return -ENOMEM;

	if (node_is_nothing(tree->root))
		findings_add(findings, CHECK_EMPTY, tree->root->place,
			     "holds no policy; the smallest one has version, default and rules");
	else if (tree->root->kind != NODE_MAPPING)
		findings_add(findings, CHECK_WRONG_KIND, tree->root->place,
			     "a policy is a mapping that begins with 'version: 1'");
	else
		read_mapping(&reader, tree->root, &top_keys, read_top_key);
	*ret_policy = policy;
	return 0;
}

void policy_release(struct policy *policy)
{
	free(policy->rules);
	policy->rules = NULL;
	policy->rule_count = 0;
}
