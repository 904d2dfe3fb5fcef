/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Runs a program of the system: by its absolute path, without a shell, with an environment of our own. */
#ifndef GATEKEEPER_BASE_RUN_PROGRAM_H
#define GATEKEEPER_BASE_RUN_PROGRAM_H

#include "gatekeeper/base/failure.h"

/*
 * Runs `argv` and waits for it. What it prints goes to stderr: stdout is for our own answer. Returns 0 when it exits
 * with 0; otherwise a negative errno (-EREMOTEIO: it ran and failed) with the reason in `failure`.
 */
int run_program(char *const argv[], struct failure *failure);

/* The same, with what it prints on stdout as text, freed by the caller. */
int run_program_read(char *const argv[], char **ret_text, struct failure *failure);

#endif
