/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a verb of the command line is. Each lives in a file of its own; main.c has the table of them. */
#ifndef GATEKEEPER_CLI_VERB_H
#define GATEKEEPER_CLI_VERB_H

#include <stdbool.h>

enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1, /* it could not be done, or a check found an error */
	EXIT_MISUSE = 2, /* the command line is wrong */
};

/* One option, `--name` or `--name VALUE`: exactly one of flag and text is set. */
struct option_spec {
	const char *name;
	const char *value; /* what stands for the value in the help; with text only */
	const char *help;
	bool *flag;
	const char **text;
};

struct verb {
	const char *name;
	const char *arguments; /* for the help: "POLICY" */
	const char *summary;
	int minimum; /* number of arguments */
	int maximum;
	const struct option_spec *options; /* ends with a row without a name; may be NULL */
	/* Runs with its arguments (NULL-terminated, without options); the exit code. Says itself what went wrong. */
	int (*run)(char **arguments);
};

extern const struct verb verb_load, verb_unload, verb_status, verb_check, verb_explain, verb_test, verb_learn,
	verb_daemon, verb_log, verb_doctor, verb_boot, verb_list, verb_list_operations, verb_version, verb_seal,
	verb_unseal, verb_metrics;

/* One line on stderr, "gatekeeper: ...". */
void print_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One line on stderr for a wrong command line, with where to look; returns EXIT_MISUSE. */
int print_misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
