// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The request of a test: its keys, and their words, which are those of `explain`. */
#include "gatekeeper/policy-test/request.h"

#include <string.h>

#include "policy/base/cleanup.h"

/* Each word of a request is a key, here or in `program`. */
#define WORD_ID(member, option, key, value, help) WORD_##member,
enum word_id { REQUEST_WORDS(WORD_ID) REQUEST_PROGRAM_WORDS(WORD_ID) WORD_COUNT };
enum { KEY_PROGRAM = WORD_COUNT, KEY_SHARED };

#define WORD_KEY(member, option, key, value, help) \
	{.number = WORD_##member, .text = (key), .doc = (help), .policy = true},

static const struct word request_words[] = {
	REQUEST_WORDS(WORD_KEY){.number = KEY_PROGRAM, .text = "program", .doc = "the program", .policy = true},
	{.number = KEY_SHARED,
	 .text = "shared-descriptors",
	 .doc = "yes: another thread may repoint them",
	 .policy = true},
};

static const struct word program_words[] = {REQUEST_PROGRAM_WORDS(WORD_KEY)};

static const struct key_set request_keys = {
	.words = {.noun = "key", .words = request_words, .count = ARRAY_LENGTH(request_words)},
	.of = "the request",
	.required = 1U << WORD_operation,
};

static const struct key_set request_program_keys = {
	.words = {.noun = "key", .words = program_words, .count = ARRAY_LENGTH(program_words)},
	.of = "program",
};

static const struct word yes_no_table[] = {
	{.number = true, .text = "yes", .policy = true},
	{.number = false, .text = "no", .policy = true},
};
const struct word_set yes_no_words = {.noun = "answer", .words = yes_no_table, .count = ARRAY_LENGTH(yes_no_table)};

/* The reader of policies, with what it reads here. */
struct request_reader {
	struct reader reader;
	struct policy_test *test;
	const struct node *node[WORD_COUNT]; /* the value of each word; NULL: not given */
};

static struct request_reader *request_reader(struct reader *reader)
{
	return (struct request_reader *)((char *)reader - offsetof(struct request_reader, reader));
}

#define WORD_MEMBER(member, option, key, value, help) [WORD_##member] = offsetof(struct request_words, member),
static const size_t members[] = {REQUEST_WORDS(WORD_MEMBER) REQUEST_PROGRAM_WORDS(WORD_MEMBER)};

static void set_word(struct request_reader *request, unsigned int word, const char *text)
{
	*(const char **)((char *)&request->test->words + members[word]) = text;
}

/* Adds to a comma-separated text of `size` bytes. */
static void add_to_list(struct reader *reader, const struct node *node, const char *text, char *list, size_t size)
{
	size_t used = strlen(list);

	if ((size_t)snprintf(list + used, size - used, "%s%s", used ? "," : "", text) < size - used)
		return;
	list[used] = '\0';
	findings_add(reader->findings, CHECK_TOO_LARGE, node->place, "the list is too long");
}

static void read_namespace(struct reader *reader, unsigned int key, const struct node *value)
{
	struct policy_test *test = request_reader(reader)->test;
	unsigned int number;

	if (read_word(reader, value, &membership_words, &number) && number == MEMBER_NOT_INIT)
		add_to_list(reader, value, word_text(&namespace_words, key), test->not_init, sizeof(test->not_init));
}

static void read_capability(struct reader *reader, const struct node *item, void *context)
{
	struct policy_test *test = context;

	add_to_list(reader, item, item->text, test->capabilities, sizeof(test->capabilities));
}

/* As a word of explain, in which a comma ends it. */
static void read_container_text(struct reader *reader, const struct node *item, void *context)
{
	struct policy_test *test = request_reader(reader)->test;
	const unsigned int *key = context;
	char word[sizeof(test->container)];

	if (strchr(item->text, ',')) {
		findings_add(reader->findings, CHECK_BAD_CONTAINER, item->place, "'%.100s' has a comma: a test can't",
			     item->text);
		return;
	}
	snprintf(word, sizeof(word), "%s=%s", word_text(&container_keys.words, *key), item->text);
	add_to_list(reader, item, word, test->container, sizeof(test->container));
}

static void read_container_key(struct reader *reader, unsigned int key, const struct node *value)
{
	read_items(reader, value, word_text(&container_keys.words, key), read_container_text, &key);
}

static void read_text(struct reader *reader, unsigned int word, const struct node *value)
{
	if (expect_word(reader, value, "a word"))
		set_word(request_reader(reader), word, value->text);
}

static void read_program_key(struct reader *reader, unsigned int key, const struct node *value)
{
	request_reader(reader)->node[key] = value;
	read_text(reader, key, value);
}

static void read_request_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct request_reader *request = request_reader(reader);
	struct policy_test *test = request->test;
	unsigned int answer;

	if (key < WORD_COUNT)
		request->node[key] = value;
	switch (key) {
	case WORD_not_init:
		read_conditions(reader, value, &namespace_keys, read_namespace);
		set_word(request, key, test->not_init);
		break;
	case WORD_capabilities:
		read_items(reader, value, "capability", read_capability, test);
		set_word(request, key, test->capabilities);
		break;
	case WORD_container:
		read_conditions(reader, value, &container_keys, read_container_key);
		set_word(request, key, test->container);
		break;
	case KEY_PROGRAM:
		read_conditions(reader, value, &request_program_keys, read_program_key);
		break;
	case KEY_SHARED:
		if (read_word(reader, value, &yes_no_words, &answer))
			test->words.shared_files = answer;
		break;
	default:
		read_text(reader, key, value);
		break;
	}
}

/* The source position of the word of an option, or of the request if the word is missing. */
static struct place place_of(const struct request_reader *request, const char *option, const struct node *value)
{
#define WORD_OPTION(member, name, key, value, help) [WORD_##member] = name,
	static const char *const options[] = {REQUEST_WORDS(WORD_OPTION) REQUEST_PROGRAM_WORDS(WORD_OPTION)};

	for (size_t i = 0; option && i < WORD_COUNT; i++) {
		if (request->node[i] && strcmp(options[i], option) == 0)
			return request->node[i]->place;
	}
	return value->place;
}

void test_request_read(struct findings *findings, const struct node *value, struct policy_test *test)
{
	struct request_reader request = {.reader.findings = findings, .test = test};
	size_t errors = findings->errors;
	struct request_fault fault;

	read_mapping(&request.reader, value, &request_keys, read_request_key);
	if (findings->errors > errors)
		return;
	if (request_from_words(&test->words, &resolver_by_name, &test->described, &fault) < 0)
		findings_add(findings, fault.check, place_of(&request, fault.option, value), "%s", fault.text);
}
