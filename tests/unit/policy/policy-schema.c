// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* policy/schema.json offers editors exactly the keys and words that the compiler takes. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/language/keys.h"
#include "policy/language/word-keys.h"

static json_t *schema;

/* Returns the value at a path of keys, "a/b/c". */
static json_t *at(const char *path)
{
	const char *whole = path;
	json_t *value = schema;
	char key[64];

	while (*path) {
		size_t length = strcspn(path, "/");

		assert_true(length < sizeof(key));
		memcpy(key, path, length);
		key[length] = '\0';
		value = json_object_get(value, key);
		if (!value)
			fail_msg("the schema has no %s", whole);
		path += length;
		path += *path == '/';
	}
	return value;
}

static bool in_array(const json_t *array, const char *text)
{
	const json_t *item;
	size_t i;

	json_array_foreach (array, i, item) {
		if (strcmp(json_string_value(item), text) == 0)
			return true;
	}
	return false;
}

static const char *const stars[] = {"*", "attach:*", "replace:*", "detach:*", NULL};

/* The enum at `path` is the words of the set that a policy may have, and `more`, which ends with NULL. */
static void same_words(const char *path, const struct word_set *set, const char *const *more)
{
	json_t *words = at(path);
	size_t count = 0;

	assert_true(json_is_array(words));
	for (size_t i = 0; i < set->count; i++) {
		if (!set->words[i].policy)
			continue;
		count++;
		if (!in_array(words, set->words[i].text))
			fail_msg("%s has no '%s'", path, set->words[i].text);
	}
	for (; more && *more; more++, count++)
		assert_true(in_array(words, *more));
	assert_int_equal(json_array_size(words), count);
}

/* The mapping at `path` has the keys of the set and no other, and the same ones are required. */
static void same_keys(const char *path, const struct key_set *keys)
{
	json_t *mapping = at(path), *properties = json_object_get(mapping, "properties");
	json_t *required = json_object_get(mapping, "required");
	size_t required_count = 0;

	assert_true(json_is_false(json_object_get(mapping, "additionalProperties")));
	assert_int_equal(json_object_size(properties), keys->words.count);
	for (size_t i = 0; i < keys->words.count; i++) {
		const struct word *key = &keys->words.words[i];

		if (!json_object_get(properties, key->text))
			fail_msg("%s has no '%s'", path, key->text);
		if (!(keys->required & 1U << key->number))
			continue;
		required_count++;
		assert_true(in_array(required, key->text));
	}
	assert_int_equal(json_array_size(required), required_count);
}

static void the_schema_has_exactly_the_words(void **state)
{
	(void)state;
	same_words("$defs/operation/enum", &operation_words, stars);
	same_words("$defs/attach-type/enum", &attach_type_words, NULL);
	same_words("$defs/program-type/enum", &program_type_words, NULL);
	same_words("$defs/capability/enum", &capability_words, NULL);
	same_words("$defs/netns/enum", &netns_words, NULL);
	same_words("$defs/relation/enum", &relation_words, NULL);
	same_words("$defs/namespace/enum", &namespace_words, NULL);
	same_words("$defs/membership/enum", &membership_words, NULL);
}

/* What an editor shows of a key of one word: its documentation, and that of each word. */
static void describe(const struct word *key, const struct word_set *words, char *ret_text, size_t size)
{
	const char *separator = ".";
	size_t used = snprintf(ret_text, size, "%s", key->doc);

	for (size_t i = 0; i < words->count; i++) {
		used += snprintf(ret_text + used, size - used, "%s %s: %s", separator, words->words[i].text,
				 words->words[i].doc);
		assert_true(used < size);
		separator = ";";
	}
}

/* The keys of one word of the mapping at `path`: their words, what stands without them, and what an editor shows. */
static void same_word_keys(const char *path, const struct key_set *keys, const struct word_key *rows)
{
	char place[128], wanted[1024];

	for (; rows->words; rows++) {
		const struct word *key = word_by_number(&keys->words, rows->key);
		const json_t *property, *missing;

		snprintf(place, sizeof(place), "%s%sproperties/%s/enum", path, *path ? "/" : "", key->text);
		same_words(place, rows->words, NULL);
		*strrchr(place, '/') = '\0';
		property = at(place);
		describe(key, rows->words, wanted, sizeof(wanted));
		assert_string_equal(json_string_value(json_object_get(property, "description")), wanted);
		missing = json_object_get(property, "default");
		if (!rows->missing || keys->required & 1U << key->number)
			assert_null(missing);
		else
			assert_string_equal(json_string_value(missing), word_text(rows->words, *rows->missing));
	}
}

static void a_key_of_one_word_is_as_its_row(void **state)
{
	(void)state;
	same_word_keys("", &top_keys, top_word_keys);
	same_word_keys("$defs/rule", &rule_keys, rule_word_keys);
	same_word_keys("$defs/caller", &caller_keys, caller_word_keys);
}

static void the_schema_has_exactly_the_keys(void **state)
{
	(void)state;
	same_keys("", &top_keys);
	same_keys("properties/host", &host_keys);
	same_keys("$defs/rule", &rule_keys);
	same_keys("$defs/caller", &caller_keys);
	same_keys("$defs/caller/properties/namespaces", &namespace_keys);
	same_keys("$defs/caller/properties/container", &container_keys);
	same_keys("$defs/target", &target_keys);
	same_keys("$defs/program", &program_keys);
}

static void the_schema_has_the_limits(void **state)
{
	(void)state;
	assert_int_equal(json_integer_value(at("properties/rules/maxItems")), GK_MAX_RULES);
	assert_int_equal(json_integer_value(at("$defs/rule/properties/name/maxLength")), GK_RULE_NAME_SIZE - 1);
	assert_int_equal(json_integer_value(at("$defs/rule/properties/message/maxLength")), GK_MESSAGE_SIZE - 1);
	assert_int_equal(json_integer_value(at("$defs/program-name/maxLength")), GK_PROGRAM_NAME_SIZE - 1);
}

/* Every reference has its definition, and every definition is used. */
static void count_references(const json_t *value, json_t *used)
{
	const char *key;
	json_t *item;
	size_t i;

	if (json_is_array(value)) {
		json_array_foreach (value, i, item)
			count_references(item, used);
	}
	if (!json_is_object(value))
		return;
	json_object_foreach ((json_t *)value, key, item) {
		if (strcmp(key, "$ref") == 0) {
			assert_true(json_is_object(at(json_string_value(item) + strlen("#/"))));
			json_object_set_new(used, json_string_value(item), json_true());
		}
		count_references(item, used);
	}
}

static void each_reference_of_the_schema_resolves(void **state)
{
	json_t *used = json_object();

	(void)state;
	count_references(schema, used);
	assert_int_equal(json_object_size(used), json_object_size(at("$defs")));
	json_decref(used);
}

static int load_schema(void **state)
{
	(void)state;
	schema = json_load_file("policy/schema.json", JSON_REJECT_DUPLICATES, NULL);
	return schema ? 0 : -1;
}

static int release_schema(void **state)
{
	(void)state;
	json_decref(schema);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_has_exactly_the_words),
		cmocka_unit_test(a_key_of_one_word_is_as_its_row),
		cmocka_unit_test(the_schema_has_exactly_the_keys),
		cmocka_unit_test(the_schema_has_the_limits),
		cmocka_unit_test(each_reference_of_the_schema_resolves),
	};

	return cmocka_run_group_tests_name("policy-schema", tests, load_schema, release_schema);
}
