/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Parses the options of a verb and prints their help, both from its table. */
#ifndef GATEKEEPER_CLI_OPTIONS_H
#define GATEKEEPER_CLI_OPTIONS_H

#include <stdio.h>

#include "gatekeeper/cli/verb.h"

/*
 * Takes the options out of `words` (NULL-terminated), which then has only the arguments; `--` ends the options. Returns
 * the number of arguments, or -EINVAL after printing what is wrong with an option.
 */
int options_parse(const struct verb *verb, char **words);

void options_print_help(const struct verb *verb, FILE *out);

#endif
