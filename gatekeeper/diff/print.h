/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A difference as text. */
#ifndef GATEKEEPER_DIFF_PRINT_H
#define GATEKEEPER_DIFF_PRINT_H

#include <stdio.h>

#include "policy/source/findings.h"

#include "gatekeeper/diff/difference.h"

/*
 * Prints one line for each pair of rules of which one decided before what the other decides now, and one for each
 * setting that differs. `findings`: of both policies, for the names of their files. Returns the number of lines.
 */
size_t difference_print(const struct difference *difference, const struct findings findings[DIFF_SIDES], FILE *stream);

#endif
