// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The key tables at run time, as word sets, so that a misspelt key finds its neighbour like any word. */
#include "bpf-lsm/contract/vocabulary.h"

#include "policy/base/cleanup.h"
#include "policy/language/keys.h"

#define KEY_ROW(id, key, key_doc) {.number = (id), .text = (key), .doc = (key_doc), .policy = true},
#define KEY_SET(set_name, table, mapping, required_keys) \
	static const struct word set_name##_table[] = {table(KEY_ROW)}; \
	const struct key_set set_name = { \
		.words = {.noun = "key", .words = set_name##_table, .count = ARRAY_LENGTH(set_name##_table)}, \
		.of = (mapping), \
		.required = (required_keys), \
	};

KEY_SET(top_keys, TOP_KEYS, "the policy", 1U << TOP_VERSION | 1U << TOP_DEFAULT | 1U << TOP_RULES)
KEY_SET(drop_in_keys, DROP_IN_KEYS, "a drop-in", 1U << DROP_IN_RULES)
KEY_SET(host_keys, HOST_KEYS, "host", 0)
KEY_SET(rule_keys, RULE_KEYS, "a rule", 1U << RULE_NAME)
KEY_SET(caller_keys, CALLER_KEYS, "caller", 0)
KEY_SET(container_keys, CONTAINER_KEYS, "caller.container", 0)
KEY_SET(target_keys, TARGET_KEYS, "target", 0)
KEY_SET(program_keys, PROGRAM_KEYS, "program", 0)

#define NAMESPACE_ROW(id, row_number, word, row_doc) \
	{.number = (row_number), .text = (word), .doc = (row_doc), .policy = true},
static const struct word namespace_table[] = {GK_NAMESPACES(NAMESPACE_ROW)};
const struct key_set namespace_keys = {
	.words = {.noun = "namespace", .words = namespace_table, .count = ARRAY_LENGTH(namespace_table)},
	.of = "caller.namespaces",
};
