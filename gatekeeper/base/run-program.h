/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Runs a program of the system by its absolute path, without a shell and without the caller's environment. */
#ifndef GATEKEEPER_BASE_RUN_PROGRAM_H
#define GATEKEEPER_BASE_RUN_PROGRAM_H

#include "gatekeeper/base/failure.h"

/*
 * Runs `argv` and waits for it. Its output goes to stderr: stdout is for the verb. Returns 0 if it exits with 0,
 * -EREMOTEIO if it runs and fails, or another negative errno.
 */
int run_program(char *const argv[], struct failure *failure);

/* The same, but returns its output in `ret_text`, which the caller frees. */
int run_program_read(char *const argv[], char **ret_text, struct failure *failure);

#endif
