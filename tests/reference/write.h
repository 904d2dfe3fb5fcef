/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef TESTS_REFERENCE_WRITE_H
#define TESTS_REFERENCE_WRITE_H

#include "tests/reference/random.h"
#include "tests/reference/said.h"

/*
 * A policy as YAML, each list in one of the ways to write it; the rules learn their lines. NULL: no memory. To be
 * freed.
 */
char *said_write(struct said_policy *policy, struct random_state *random);

#endif
