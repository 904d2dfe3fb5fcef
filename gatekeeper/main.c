// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The command line: one table of verbs, from which dispatch and help are made. */
#include <stdio.h>
#include <string.h>

#include "gatekeeper/cli/verb.h"

#include "gatekeeper/cli/options.h"

static const struct verb *const verbs[] = {
	&verb_load,   &verb_unload,          &verb_status,  &verb_list, &verb_metrics, &verb_check, &verb_explain,
	&verb_test,   &verb_learn,           &verb_daemon,  &verb_log,  &verb_doctor,  &verb_boot,  &verb_seal,
	&verb_unseal, &verb_list_operations, &verb_version,
};

#define VERB_COUNT (sizeof(verbs) / sizeof(*verbs))

static int print_help(const char *name)
{
	size_t i;

	for (i = 0; name && i < VERB_COUNT; i++) {
		if (strcmp(verbs[i]->name, name) == 0) {
			options_print_help(verbs[i]);
			return EXIT_OK;
		}
	}
	if (name && strcmp(name, "help") != 0)
		return print_misuse("no verb '%s'; gatekeeper help lists them", name);
	printf("usage: gatekeeper VERB [OPTION]... [ARGUMENT]...\n\n"
	       "Decides, by a policy file, who may load and attach BPF programs, and keeps a record.\n\n");
	for (i = 0; i < VERB_COUNT; i++)
		printf("  %-15s %-12s  %s\n", verbs[i]->name, verbs[i]->arguments, verbs[i]->summary);
	printf("  %-15s %-12s  %s\n\n", "help", "[VERB]", "this page, or the options of a verb");
	printf("Exit codes: 0 done, 1 failed, 2 wrong command line.\n");
	return EXIT_OK;
}

static int run_verb(const struct verb *verb, char **words)
{
	int count;

	if (!words)
		return EXIT_MISUSE;
	for (count = 0; words[count]; count++)
		if (strcmp(words[count], "--help") == 0)
			return print_help(verb->name);
	count = options_parse(verb, words);
	if (count < 0)
		return EXIT_MISUSE;
	if (count < verb->minimum || count > verb->maximum)
		return print_misuse("%s takes %s; see gatekeeper help %s", verb->name,
				    verb->maximum == 0 ? "no argument" : verb->arguments, verb->name);
	return verb->run(words);
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return print_misuse("which verb? gatekeeper help lists them");
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return argc > 3 ? print_misuse("help takes one verb") : print_help(argv[2]);
	if (strcmp(argv[1], "--version") == 0)
		return verb_version.run(argv + 2);
	for (i = 0; i < VERB_COUNT; i++)
		if (strcmp(argv[1], verbs[i]->name) == 0)
			return run_verb(verbs[i], argv + 2);
	return print_misuse("no verb '%s'; gatekeeper help lists them", argv[1]);
}
