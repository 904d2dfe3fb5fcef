// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Test file -> tests: the keys around a request, and the expected decision. */
#include "gatekeeper/policy-test/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/values.h"

#define FILE_KEYS(X) X(FILE_TESTS, "tests", "the tests")

#define TEST_KEYS(X) \
	X(TEST_NAME, "name", "name of the test, in one line") \
	X(TEST_REQUEST, "request", "the request, in the words of explain") \
	X(TEST_EXPECT, "expect", "the expected decision")

#define EXPECT_KEYS(X) \
	X(EXPECT_VERDICT, "verdict", "allow or deny") \
	X(EXPECT_RULE, "rule", "the rule that decides, or default") \
	X(EXPECT_LOGGED, "logged", "yes or no: whether the decision is written to the audit log")

#define KEY_ID(id, key, key_doc) id,
enum { FILE_KEYS(KEY_ID) };
enum { TEST_KEYS(KEY_ID) };
enum { EXPECT_KEYS(KEY_ID) };

#define KEY_ROW(id, key, key_doc) {.number = (id), .text = (key), .doc = (key_doc), .policy = true},
#define KEY_SET(set_name, table, mapping, required_keys) \
	static const struct word set_name##_table[] = {table(KEY_ROW)}; \
	static const struct key_set set_name = { \
		.words = {.noun = "key", .words = set_name##_table, .count = ARRAY_LENGTH(set_name##_table)}, \
		.of = (mapping), \
		.required = (required_keys), \
	};

KEY_SET(file_keys, FILE_KEYS, "a test file", 1U << FILE_TESTS)
KEY_SET(test_keys, TEST_KEYS, "a test", 1U << TEST_NAME | 1U << TEST_REQUEST | 1U << TEST_EXPECT)
KEY_SET(expect_keys, EXPECT_KEYS, "expect", 1U << EXPECT_VERDICT)

/* The reader of policies, with what it reads here. */
struct test_reader {
	struct reader reader;
	struct test_file *file;
	struct policy_test *test; /* the test that is being read */
};

static struct test_reader *test_reader(struct reader *reader)
{
	return (struct test_reader *)((char *)reader - offsetof(struct test_reader, reader));
}

static void read_expect_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct policy_test *test = test_reader(reader)->test;
	unsigned int number;

	switch (key) {
	case EXPECT_VERDICT:
		if (read_word(reader, value, &verdict_words, &number))
			test->verdict = number;
		break;
	case EXPECT_RULE:
		if (expect_word(reader, value, "the name of a rule, or default"))
			test->rule = value->text;
		break;
	case EXPECT_LOGGED:
		test->has_logged = read_word(reader, value, &yes_no_words, &number);
		test->logged = test->has_logged && number;
		break;
	}
}

static void read_test_key(struct reader *reader, unsigned int key, const struct node *value)
{
	struct policy_test *test = test_reader(reader)->test;

	switch (key) {
	case TEST_NAME:
		read_message(reader, value, test->name);
		break;
	case TEST_REQUEST:
		test_request_read(reader->findings, value, test);
		break;
	case TEST_EXPECT:
		read_mapping(reader, value, &expect_keys, read_expect_key);
		break;
	}
}

static void check_name(const struct test_reader *reader)
{
	const struct policy_test *test = reader->test;

	for (size_t i = 0; i < reader->file->count && test->name[0]; i++) {
		if (strcmp(reader->file->test[i].name, test->name) == 0) {
			findings_add(reader->reader.findings, CHECK_DUPLICATE_RULE_NAME, test->place,
				     "a test '%.64s' is in line %u already; rename one of them", test->name,
				     reader->file->test[i].place.line);
			return;
		}
	}
}

static void read_test(struct test_reader *reader, const struct node *item)
{
	reader->test = &reader->file->test[reader->file->count];
	reader->test->place = item->place;
	read_mapping(&reader->reader, item, &test_keys, read_test_key);
	check_name(reader);
	reader->file->count++;
}

static void read_tests(struct test_reader *reader, const struct node *value)
{
	size_t count = 0;

	if (value->kind != NODE_LIST) {
		report_kind(&reader->reader, value, "a list of tests");
		return;
	}
	for (const struct node *item = value->first; item; item = item->next)
		count++;
	if (count == 0) {
		findings_add(reader->reader.findings, CHECK_EMPTY, value->place,
			     "empty list: a file needs at least one test");
		return;
	}
	reader->file->test = calloc(count, sizeof(*reader->file->test));
	if (!reader->file->test) {
		reader->reader.error = -ENOMEM;
		return;
	}
	for (const struct node *item = value->first; item; item = item->next)
		read_test(reader, item);
}

static void read_file_key(struct reader *reader, unsigned int key, const struct node *value)
{
	(void)key;
	read_tests(test_reader(reader), value);
}

static void read_root(struct test_reader *reader, const struct node *root)
{
	if (node_is_nothing(root))
		findings_add(reader->reader.findings, CHECK_EMPTY, root->place,
			     "no tests; each has name, request and expect");
	else if (root->kind == NODE_LIST)
		read_tests(reader, root);
	else
		read_mapping(&reader->reader, root, &file_keys, read_file_key);
}

static int read_file(const char *path, struct test_reader *reader)
{
	struct test_file *file = reader->file;
	int r = source_read(path, 0, reader->reader.findings, &file->source);

	if (r < 0)
		return r;
	r = tree_parse(&file->source, reader->reader.findings, &file->tree);
	if (r < 0)
		return r;
	read_root(reader, file->tree.root);
	if (reader->reader.error < 0)
		return reader->reader.error;
	return reader->reader.findings->errors > 0 ? -EINVAL : 0;
}

int test_file_read(const char *path, struct findings *findings, struct test_file *ret_file)
{
	struct test_reader reader = {.reader.findings = findings, .file = ret_file};
	int r;

	memset(ret_file, 0, sizeof(*ret_file));
	findings_init(findings, path);
	r = read_file(path, &reader);
	memset(findings->text, 0, sizeof(findings->text));
	findings_sort(findings);
	return r;
}

void test_file_release(struct test_file *file)
{
	free(file->test);
	tree_free(&file->tree);
	source_release(&file->source);
	memset(file, 0, sizeof(*file));
}
