// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The language: what each key of a policy means. Those of its rules: read-rule.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/read-rule.h"
#include "policy/language/values.h"

static void read_version(struct reader *reader, const struct node *value)
{
	if (expect_word(reader, value, "the number 1") && (!value->plain || strcmp(value->text, "1") != 0))
		findings_add(reader->findings, CHECK_UNSUPPORTED_VERSION, value->place,
			     "unknown version '%.64s': must be 1, without quotes", value->text);
}

static void read_host_key(struct reader *reader, unsigned int key, const struct node *value)
{
	static const struct several all[] = {{"all", GK_ALL_NAMESPACES}, {0}};

	switch ((enum host_key)key) {
	case HOST_NAMESPACES:
		reader->policy->host_namespaces = read_words(reader, value, &namespace_words, all);
		break;
	case HOST_NOT_IN_CGROUPS:
		read_cgroups(reader, value, &reader->policy->not_in_cgroups);
		break;
	case HOST_SERVICES:
		read_services(reader, value, &reader->policy->services);
		break;
	}
}

static void read_host(struct reader *reader, const struct node *value)
{
	size_t errors = reader->findings->errors;

	read_conditions(reader, value, &host_keys, read_host_key);
	reader->policy->host_broken = reader->findings->errors > errors;
}

static int make_room(struct policy *policy, size_t count)
{
	struct rule *rules = realloc(policy->rules, count * sizeof(*rules));

	if (!rules)
		return -ENOMEM;
	memset(rules + policy->rule_count, 0, (count - policy->rule_count) * sizeof(*rules));
	policy->rules = rules;
	return 0;
}

static void read_rules(struct reader *reader, const struct node *value)
{
	struct policy *policy = reader->policy;
	size_t count = policy->rule_count;

	if (value->kind != NODE_LIST) {
		report_kind(reader, value, "a list of rules ([] for none)");
		return;
	}
	for (const struct node *item = value->first; item; item = item->next) {
		if (count++ == GK_MAX_RULES) {
			findings_add(reader->findings, CHECK_TOO_MANY_RULES, item->place,
				     "more than %d rules, the limit of a policy; merge some of them", GK_MAX_RULES);
			return;
		}
	}
	if (reader->error == 0 && count > policy->rule_count)
		reader->error = make_room(policy, count);
	if (reader->error < 0)
		return;
	for (const struct node *item = value->first; item; item = item->next) {
		reader->rule = &policy->rules[policy->rule_count++];
		read_rule(reader, item);
	}
}

#define TOP_CASE(X, id, key, words, member, missing, flag, doc) case id:

static void read_top_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct policy *policy = reader->policy;

	switch ((enum top_key)key) {
		TOP_WORD_KEYS(TOP_CASE, )
		read_choice(reader, top_word_keys, key, value, policy);
		break;
	case TOP_VERSION:
		read_version(reader, value);
		break;
	case TOP_HOST:
		read_host(reader, value);
		break;
	case TOP_INCLUDE:
		if (expect_path(reader, value))
			policy->include = value;
		break;
	case TOP_RULES:
		read_rules(reader, value);
		break;
	}
}

static void read_drop_in_key(struct reader *reader, unsigned int key, const struct node *value)
{
	switch ((enum drop_in_key)key) {
	case DROP_IN_VERSION:
		read_version(reader, value);
		break;
	case DROP_IN_RULES:
		read_rules(reader, value);
		break;
	}
}

static int read_tree(struct reader *reader, const struct node *root, const struct key_set *keys, key_reader read,
		     const char *empty, const char *wanted)
{
	if (node_is_nothing(root))
		findings_add(reader->findings, CHECK_EMPTY, root->place, "%s", empty);
	else if (root->kind != NODE_MAPPING)
		findings_add(reader->findings, CHECK_WRONG_KIND, root->place, "%s", wanted);
	else
		read_mapping(reader, root, keys, read);
	return reader->error;
}

int policy_read(const struct tree *tree, struct findings *findings, struct policy *policy)
{
	struct reader reader = {.findings = findings, .policy = policy};

	return read_tree(&reader, tree->root, &top_keys, read_top_key,
			 "holds no policy; the smallest one has version, default and rules",
			 "a policy is a mapping that begins with 'version: 1'");
}

int policy_read_drop_in(const struct tree *tree, struct findings *findings, struct policy *policy)
{
	struct reader reader = {.findings = findings, .policy = policy};

	return read_tree(&reader, tree->root, &drop_in_keys, read_drop_in_key,
			 "holds no rules; write 'rules: []' for none", "a drop-in is a mapping with 'rules:'");
}

#define WHEN_MISSING(X, id, key, words, member, missing, flag, doc) .member = {.number = (missing)},

int policy_init(struct policy *ret_policy)
{
	struct policy policy = {
		TOP_WORD_KEYS(WHEN_MISSING, ).host_namespaces = GK_ALL_NAMESPACES,
		.number_room = 256,
		.uid_room = 64,
	};

	policy.rules = calloc(1, sizeof(policy.rules[0]));
	policy.numbers = calloc(policy.number_room, sizeof(policy.numbers[0]));
	policy.uids = calloc(policy.uid_room, sizeof(policy.uids[0]));
	*ret_policy = policy;
	return policy.rules && policy.numbers && policy.uids ? 0 : -ENOMEM;
}

void policy_release(struct policy *policy)
{
	names_release(&policy->rule_names);
	names_release(&policy->executables);
	names_release(&policy->cgroups);
	names_release(&policy->units);
	names_release(&policy->container_texts);
	names_release(&policy->program_names);
	names_release(&policy->program_tags);
	free(policy->numbers);
	free(policy->uids);
	free(policy->known_containers);
	free(policy->rules);
	memset(policy, 0, sizeof(*policy));
}
