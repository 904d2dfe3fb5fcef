// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The language: what each key of a rule means. */
#include "policy/language/read-rule.h"

#include <string.h>

#include "policy/language/values.h"

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
		     "'%.64s' is not a rule name: it must have 1 to %d characters of a-z, 0-9, '.', '_' and '-', and "
		     "begin with a letter or digit",
		     value->text, GK_RULE_NAME_SIZE - 1);
}

static void read_verdict(struct reader *reader, const struct node *value, enum gk_verdict verdict)
{
	static const struct several several[] = {
		{"*", OPERATIONS_ALL},
		{"attach:*", OPERATIONS_OF_VERB(GK_VERB_ATTACH)},
		{"replace:*", OPERATIONS_OF_VERB(GK_VERB_REPLACE)},
		{"detach:*", OPERATIONS_OF_VERB(GK_VERB_DETACH)},
		{0},
	};

	reader->rule->verdict = verdict;
	reader->rule->operations_place = value->key->place;
	reader->rule->operations = read_words(reader, value, &operation_words, several);
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

#define WORD_CASE(X, id, key, words, member, doc) case id:

static void read_container_key(struct reader *reader, unsigned int key, const struct node *value)
{
	read_container_texts(reader, value, (enum container_key)key, &reader->rule->container[key]);
}

static void read_caller_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct rule *rule = reader->rule;

	switch ((enum caller_key)key) {
		CALLER_WORD_KEYS(WORD_CASE, )
		read_choice(reader, caller_word_keys, key, value, rule);
		break;
	case CALLER_NAMESPACES:
		read_conditions(reader, value, &namespace_keys, read_member);
		break;
	case CALLER_UID:
		read_uids(reader, value, &rule->uids);
		break;
	case CALLER_EXE:
		read_executables(reader, value, &rule->executables);
		break;
	case CALLER_CGROUP:
		read_cgroups(reader, value, &rule->caller_cgroups);
		break;
	case CALLER_UNIT:
		read_units(reader, value, &rule->caller_units);
		break;
	case CALLER_CONTAINER:
		rule->has_container = true;
		reader->policy->uses_containers = true;
		read_conditions(reader, value, &container_keys, read_container_key);
		break;
	case CALLER_CAPABILITIES:
		rule->capabilities = read_words(reader, value, &capability_words, NULL);
		break;
	}
}

static void read_target_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct rule *rule = reader->rule;

	switch ((enum target_key)key) {
	case TARGET_CGROUP:
		rule->target_place = value->key->place;
		read_target_cgroups(reader, value, &rule->relations, &rule->target_cgroups);
		break;
	case TARGET_NETNS:
		rule->netns_place = value->key->place;
		rule->netns = read_words(reader, value, &netns_words, NULL);
		break;
	}
}

static void read_program_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct rule *rule = reader->rule;
	unsigned int number;

	switch ((enum program_key)key) {
	case PROGRAM_TYPE:
		rule->program_types = read_words(reader, value, &program_type_words, NULL);
		break;
	case PROGRAM_NAME:
		read_program_names(reader, value, &rule->program_names);
		break;
	case PROGRAM_TAG:
		read_program_tags(reader, value, &rule->program_tags);
		break;
	case PROGRAM_SIGNED:
		if (read_word(reader, value, &signed_words, &number))
			rule->signatures = number == GK_SIGNATURE_BUILTIN ? GK_SIGNATURES_TRUSTED : 1U << number;
		break;
	}
}

static void read_rule_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct rule *rule = reader->rule;

	switch ((enum rule_key)key) {
		RULE_WORD_KEYS(WORD_CASE, )
		read_choice(reader, rule_word_keys, key, value, rule);
		break;
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
		read_conditions(reader, value, &target_keys, read_target_key);
		break;
	case RULE_PROGRAM:
		rule->program_place = value->key->place;
		read_conditions(reader, value, &program_keys, read_program_key);
		break;
	case RULE_MESSAGE:
		read_message(reader, value, rule->message);
		break;
	}
}

void read_rule(struct reader *reader, const struct node *node)
{
	const unsigned int verdicts = 1U << RULE_ALLOW | 1U << RULE_DENY;
	size_t errors = reader->findings->errors;
	unsigned int seen;

	reader->rule->place = node->place;
	seen = read_mapping(reader, node, &rule_keys, read_rule_key);
	if ((seen & verdicts) == verdicts)
		findings_add(reader->findings, CHECK_BOTH_VERDICTS, reader->rule->operations_place,
			     "the rule has both allow and deny; split it in two");
	else if (!(seen & (verdicts | KEY_UNKNOWN)))
		findings_add(reader->findings, CHECK_NO_VERDICT, node->place,
			     "the rule has neither allow nor deny; add one of them with its operations");
	reader->rule->broken = reader->findings->errors > errors;
}
