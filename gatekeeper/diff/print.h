/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A difference as text. */
#ifndef GATEKEEPER_DIFF_PRINT_H
#define GATEKEEPER_DIFF_PRINT_H

#include <stdio.h>

#include "policy/source/findings.h"

#include "gatekeeper/diff/difference.h"

/*
 * Prints one line for each setting that differs, and those of diff_lines_find() below a heading for each kind of
 * change. `findings`: of both policies, for the names of their files. `ret_count`: how much differs; 0: nothing.
 * Returns 0 or -ENOMEM.
 */
int difference_print(const struct difference *difference, const struct findings findings[DIFF_SIDES], FILE *stream,
		     size_t *ret_count);

#endif
