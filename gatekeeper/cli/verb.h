/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The verbs of the command line. To add one: a row of VERBS, a file gatekeeper/verbs/NAME.c that defines verb_NAME, and
 * a section of gatekeeper.8. Dispatch and help follow from the row.
 */
#ifndef GATEKEEPER_CLI_VERB_H
#define GATEKEEPER_CLI_VERB_H

#include <stdbool.h>
#include <stddef.h>

#include "gatekeeper/base/print-error.h"

enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1, /* the verb failed, or its check found an error */
	EXIT_MISUSE = 2, /* the command line is wrong */
};

/* The values of an option that can be repeated. */
struct option_list {
	const char *value[32];
	size_t count;
};

/* One option, `--name` or `--name VALUE`: exactly one of flag, text and list is set. */
struct option_spec {
	const char *name;
	char letter;       /* also `-LETTER`, if not 0 */
	const char *value; /* the placeholder of the value in the help; not with flag */
	const char *help;  /* a verb phrase; the default comes last */
	bool *flag;
	const char **text;
	struct option_list *list;
};

struct verb {
	const char *name;
	const char *arguments; /* for the help: "POLICY" */
	const char *summary;
	int minimum; /* number of arguments */
	int maximum;
	const struct option_spec *options; /* ends with a row without a name; may be NULL */
	/* Gets the arguments without the options, and NULL behind them. Prints errors. Returns an enum exit_code. */
	int (*run)(char **arguments);
};

/* In the order of the help. */
#define VERBS(row) \
	row(load) row(confirm) row(history) row(edit) row(unload) row(status) row(list) row(metrics) row(check) \
		row(diff) row(explain) row(test) row(learn) row(seccomp) row(daemon) row(log) row(report) row(top) \
			row(why) row(container) row(doctor) row(boot) row(seal) row(unseal) row(list_operations) \
				row(version)

#define DECLARE_VERB(name) extern const struct verb verb_##name;
VERBS(DECLARE_VERB)
#undef DECLARE_VERB

/* print_error() for a wrong command line. Returns EXIT_MISUSE. */
int print_misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
