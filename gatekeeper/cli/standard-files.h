/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The first three descriptors, as a caller may leave them: closed, or on a full disk. */
#ifndef GATEKEEPER_CLI_STANDARD_FILES_H
#define GATEKEEPER_CLI_STANDARD_FILES_H

/*
 * Opens /dev/null on those that are closed, so that no other file gets their numbers. Reading stdin then fails, and so
 * does writing to the others: output that goes nowhere is an error. Returns 0 or a negative errno.
 */
int standard_files_open(void);

/*
 * Writes what is left of stdout. Returns the exit code of a verb that ended with `code`: EXIT_FAILED instead of
 * EXIT_OK, with a message, if its output is not complete. A reader that went away is not a failure.
 */
int standard_output_finish(int code);

#endif
