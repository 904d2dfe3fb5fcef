// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Finds the verb of the command line in the table of cli/verb.h and runs it, or prints help from the same table. */
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/options.h"
#include "gatekeeper/cli/standard-files.h"
#include "gatekeeper/cli/verb.h"

#define VERB_ADDRESS(name) &verb_##name,
static const struct verb *const verbs[] = {VERBS(VERB_ADDRESS)};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(verbs); i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

static int print_verb_help(const char *name)
{
	const struct verb *verb = find_verb(name);

	if (!verb)
		return print_misuse("no verb '%s'; gatekeeper help lists them", name);
	options_print_help(verb, stdout);
	return EXIT_OK;
}

static void print_row(const char *name, const char *arguments, const char *summary)
{
	printf("  %-16s %-12s  %s\n", name, arguments, summary);
}

static int print_help(const char *name)
{
	if (name && strcmp(name, "help") != 0)
		return print_verb_help(name);
	printf("usage: gatekeeper VERB [OPTION]... [ARGUMENT]...\n\n"
	       "Decides by a policy file who may load and attach BPF programs, and logs each decision.\n\n");
	for (size_t i = 0; i < ARRAY_LENGTH(verbs); i++)
		print_row(verbs[i]->name, verbs[i]->arguments, verbs[i]->summary);
	print_row("help", "[VERB]", "print this page, or the options of a verb");
	printf("\nExit codes: 0 done, 1 failed, 2 wrong command line.\n");
	return EXIT_OK;
}

static bool wants_help(char **words)
{
	for (; *words; words++)
		if (strcmp(*words, "--help") == 0)
			return true;
	return false;
}

static int run_verb(const struct verb *verb, char **words)
{
	int count;

	if (wants_help(words))
		return print_help(verb->name);
	count = options_parse(verb, words);
	if (count < 0)
		return EXIT_MISUSE;
	if (count < verb->minimum || count > verb->maximum)
		return print_misuse("%s takes %s; see gatekeeper help %s", verb->name,
				    verb->maximum == 0 ? "no argument" : verb->arguments, verb->name);
	return verb->run(words);
}

static int run(int argc, char **argv)
{
	const struct verb *verb;

	if (argc < 2)
		return print_misuse("missing verb; gatekeeper help lists them");
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return argc > 3 ? print_misuse("help takes one verb") : print_help(argv[2]);
	if (strcmp(argv[1], "--version") == 0)
		return verb_version.run(argv + 2);
	verb = find_verb(argv[1]);
	if (!verb)
		return print_misuse("no verb '%s'; gatekeeper help lists them", argv[1]);
	return run_verb(verb, argv + 2);
}

int main(int argc, char **argv)
{
	int error = standard_files_open();

	if (error) {
		print_error("cannot open /dev/null: %s", strerror(-error));
		return EXIT_FAILED;
	}
	return standard_output_finish(run(argc, argv));
}
