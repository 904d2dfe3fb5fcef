// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/cli/options.c: options of a verb, and their help. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/cli/options.h"

#include "tests/unit/output.h"

static bool flag;
static const char *text;

static const struct option_spec options[] = {
	{.name = "flag", .help = "set the flag", .flag = &flag},
	{.name = "exactly-22-cha", .value = "LONG", .help = "fit", .text = &text},
	{.name = "one-more-than-22", .value = "LONG", .help = "go to the next line", .text = &text},
	{0},
};

static const struct verb verb = {.name = "verb", .arguments = "FILE", .summary = "do it", .options = options};
static const struct verb bare = {.name = "bare", .arguments = "", .summary = "do it"};

static char *help_of(const struct verb *of)
{
	char *help = NULL;
	size_t size;
	FILE *out = open_memstream(&help, &size);

	assert_non_null(out);
	options_print_help(of, out);
	fclose(out);
	return help;
}

static void help_text_never_touches_the_option(void **state)
{
	char *help = help_of(&verb);

	(void)state;
	assert_string_equal(help, "usage: gatekeeper verb [OPTION]... FILE\n\ndo it\n\n"
				  "  --flag                  set the flag\n"
				  "  --exactly-22-cha LONG   fit\n"
				  "  --one-more-than-22 LONG\n"
				  "                          go to the next line\n");
	free(help);
}

static void help_without_options(void **state)
{
	char *help = help_of(&bare);

	(void)state;
	assert_string_equal(help, "usage: gatekeeper bare\n\ndo it\n");
	free(help);
}

/* Returns the number of arguments, or -EINVAL with `said` on stderr. */
static int parse(char **words, char said[OUTPUT_SIZE])
{
	int file, saved, count;

	flag = false;
	text = NULL;
	saved = divert(stderr, &file);
	count = options_parse(&verb, words);
	restore(stderr, saved, file, said);
	return count;
}

static void takes_options_between_arguments(void **state)
{
	char *words[] = {"a", "--flag", "-", "--exactly-22-cha=x=y", "--one-more-than-22", "--z", "--", "--flag", NULL};
	char said[OUTPUT_SIZE];

	(void)state;
	assert_int_equal(parse(words, said), 3);
	assert_string_equal(said, "");
	assert_true(flag);
	assert_string_equal(text, "--z");
	assert_string_equal(words[0], "a");
	assert_string_equal(words[1], "-");
	assert_string_equal(words[2], "--flag");
	assert_null(words[3]);
}

static void rejects_wrong_options(void **state)
{
	static const struct {
		const char *word, *said;
	} cases[] = {
		{"--fla", "gatekeeper: verb has no option '--fla'; see gatekeeper help verb\n"},
		{"--flags", "gatekeeper: verb has no option '--flags'; see gatekeeper help verb\n"},
		{"-f", "gatekeeper: verb has no option '-f'; see gatekeeper help verb\n"},
		{"--flag=1", "gatekeeper: --flag takes no value\n"},
		{"--exactly-22-cha", "gatekeeper: --exactly-22-cha needs a value: --exactly-22-cha LONG\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *words[] = {(char *)cases[i].word, NULL}, said[OUTPUT_SIZE];

		assert_int_equal(parse(words, said), -EINVAL);
		assert_string_equal(said, cases[i].said);
		assert_false(flag);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_text_never_touches_the_option),
		cmocka_unit_test(help_without_options),
		cmocka_unit_test(takes_options_between_arguments),
		cmocka_unit_test(rejects_wrong_options),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
