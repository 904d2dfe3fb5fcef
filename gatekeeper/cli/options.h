/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The options of a verb, from its table. */
#ifndef GATEKEEPER_CLI_OPTIONS_H
#define GATEKEEPER_CLI_OPTIONS_H

#include "gatekeeper/cli/verb.h"

/*
 * Takes the options out of `words` (NULL-terminated), which then holds the arguments only; `--` ends the options.
 * Returns how many arguments there are, or -EINVAL when an option is wrong, which was said on stderr.
 */
int options_parse(const struct verb *verb, char **words);

void options_print_help(const struct verb *verb);

#endif
