// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A log that somebody forged: whatever its texts hold, no verb prints a control character of them. */
#include "tests/unit/compile.h"
#include "tests/unit/run-verb.h"

#include <jansson.h>

#include "gatekeeper/base/escape.h"

/* Clears the screen, ends the line, turns the direction of writing; and the one-byte form of ESC [ in UTF-8. */
#define HOSTILE "\x1b[2J\r\nFORGED\xe2\x80\xae\xc2\x9bm"

/* The records of tests/unit/record/record.jsonl, each once for each text in it, with HOSTILE in its place. */
static char *log_text;
static size_t log_size, forged;

static void forge_texts(FILE *stream, json_t *record, json_t *value)
{
	const char *key;
	json_t *item;

	json_object_foreach (value, key, item) {
		json_t *original = json_incref(item);

		if (json_is_string(item)) {
			json_object_set_new(value, key, json_string(HOSTILE));
			json_dumpf(record, stream, JSON_COMPACT);
			fputc('\n', stream);
			json_object_set(value, key, original);
			forged++;
		} else {
			forge_texts(stream, record, item);
		}
		json_decref(original);
	}
}

static int make_log(void **state)
{
	FILE *golden = fopen("tests/unit/record/record.jsonl", "re");
	FILE *stream = open_memstream(&log_text, &log_size);
	json_t *record;

	(void)state;
	assert_non_null(golden);
	assert_non_null(stream);
	while ((record = json_loadf(golden, JSON_DISABLE_EOF_CHECK, NULL))) {
		forge_texts(stream, record, record);
		json_decref(record);
	}
	fclose(golden);
	return fclose(stream);
}

static int free_log(void **state)
{
	(void)state;
	free(log_text);
	return 0;
}

/* Each line is as it would be escaped. */
static void assert_harmless(char *text)
{
	char shown[ESCAPED_SIZE(OUTPUT_SIZE)];

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		escape_again(line, strlen(line), shown);
		assert_string_equal(line, shown);
	}
}

static void assert_prints_harmless(const struct verb *verb, char **arguments, const char *expected_error)
{
	struct output *output = run_verb_on(verb, arguments, log_text, log_size);

	if (!strstr(output->error, expected_error))
		fail_msg("expected: %s", expected_error);
	assert_harmless(output->out);
	assert_harmless(output->error);
}

/* The control: the log has what the verbs must not print, in every text. */
static void log_is_hostile(void **state)
{
	(void)state;
	assert_true(forged > 60);
	assert_non_null(strstr(log_text, "\"operation\":\"\\u001B[2J\\r\\nFORGED\xe2\x80\xae\xc2\x9bm\""));
}

#define UNKNOWN_OPERATION \
	"bpf.operation '\\x1b[2J\\x0d\\x0aFORGED\\xe2\\x80\\xae\\xc2\\x9bm' is unknown to this version"

static void explain_prints_no_control_characters(void **state)
{
	char *arguments[] = {"policy/presets/own-subtree.yaml", "-", NULL};

	(void)state;
	assert_prints_harmless(&verb_explain, arguments, UNKNOWN_OPERATION);
	set_option(&verb_explain, "json", "");
	assert_prints_harmless(&verb_explain, arguments, UNKNOWN_OPERATION);
	set_option(&verb_explain, "json", NULL);
}

static void learn_prints_no_control_characters(void **state)
{
	char *arguments[] = {"-", NULL};

	(void)state;
	set_option(&verb_learn, "host", "");
	set_option(&verb_learn, "elsewhere", "");
	assert_prints_harmless(&verb_learn, arguments, UNKNOWN_OPERATION);
}

/* `options` of the verb log that take a value, or are set. */
static void assert_log_prints_harmless(const char *option, const char *value)
{
	char path[64], *arguments[] = {NULL};
	int log = memfd_create("log", MFD_CLOEXEC);

	assert_int_equal(write(log, log_text, log_size), log_size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", log);
	for (const struct option_spec *spec = verb_log.options; spec->name; spec++) {
		if (strcmp(spec->name, "file") == 0)
			*spec->text = path;
		if (strcmp(spec->name, option) == 0 && spec->flag)
			*spec->flag = true;
		else if (strcmp(spec->name, option) == 0)
			*spec->text = value;
	}
	assert_prints_harmless(&verb_log, arguments, "");
	for (const struct option_spec *spec = verb_log.options; spec->name; spec++) {
		if (strcmp(spec->name, option) == 0 && spec->flag)
			*spec->flag = false;
		else if (strcmp(spec->name, option) == 0)
			*spec->text = NULL;
	}
	close(log);
}

static void log_prints_no_control_characters(void **state)
{
	static const char *const fields[] = {"@timestamp", "event.action", "bpf.operation", "namespaces.user.device"};
	static const char *const by[] = {"rule", "caller", "container", "unit", "operation", "program"};

	(void)state;
	assert_log_prints_harmless("denied", NULL);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		assert_log_prints_harmless("format", fields[i]);
	for (size_t i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		set_option(&verb_log, "summary", "");
		assert_log_prints_harmless("by", by[i]);
		set_option(&verb_log, "summary", NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_is_hostile),
		cmocka_unit_test(explain_prints_no_control_characters),
		cmocka_unit_test(learn_prints_no_control_characters),
		cmocka_unit_test(log_prints_no_control_characters),
	};

	return cmocka_run_group_tests_name("hostile-log", tests, make_log, free_log);
}
