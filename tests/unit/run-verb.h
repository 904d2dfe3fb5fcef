/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Runs a verb with options, and keeps what it prints. */
#ifndef TESTS_UNIT_RUN_VERB_H
#define TESTS_UNIT_RUN_VERB_H

#include <string.h>

#include "gatekeeper/cli/verb.h"

#include "tests/unit/output.h"

struct output {
	int code;
	char out[OUTPUT_SIZE];
	char error[OUTPUT_SIZE];
};

/* NULL unsets an option; a flag is set by any other value. A list gets one more value. */
static inline void set_option(const struct verb *verb, const char *name, const char *value)
{
	for (const struct option_spec *option = verb->options; option->name; option++) {
		if (strcmp(option->name, name) != 0)
			continue;
		if (option->flag)
			*option->flag = value != NULL;
		else if (option->text)
			*option->text = value;
		else if (value)
			option->list->value[option->list->count++] = value;
		else
			option->list->count = 0;
		return;
	}
	fail_msg("%s has no option %s", verb->name, name);
}

/* Sets the options in `words`, as "name=value name", and unsets all others. The values stay valid until the next call.
 */
static inline void set_options(const struct verb *verb, const char *words)
{
	static char text[1024];
	char *rest = text;

	for (const struct option_spec *option = verb->options; option->name; option++)
		set_option(verb, option->name, NULL);
	snprintf(text, sizeof(text), "%s", words);
	for (char *word = strsep(&rest, " "); word; word = strsep(&rest, " ")) {
		char *value = strchr(word, '=');

		if (value)
			*value++ = '\0';
		if (*word)
			set_option(verb, word, value ? value : "");
	}
}

/* The result is valid until the next call. */
static inline struct output *run_verb(const struct verb *verb, char **arguments)
{
	static struct output output;
	int out, error, saved_out = divert(stdout, &out), saved_error = divert(stderr, &error);

	output.code = verb->run(arguments);
	restore(stdout, saved_out, out, output.out);
	restore(stderr, saved_error, error, output.error);
	return &output;
}

/* The same for a verb that reads `size` bytes of `input`. */
static inline struct output *run_verb_on(const struct verb *verb, char **arguments, const char *input, size_t size)
{
	FILE *saved_stdin = stdin;
	struct output *output;

	stdin = fmemopen((char *)input, size, "r");
	assert_non_null(stdin);
	output = run_verb(verb, arguments);
	fclose(stdin);
	stdin = saved_stdin;
	return output;
}

#endif
