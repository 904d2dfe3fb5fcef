/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* stdout, as a caller may leave it: on a full disk, or without a reader. */
#ifndef GATEKEEPER_CLI_STANDARD_FILES_H
#define GATEKEEPER_CLI_STANDARD_FILES_H

/*
 * Writes what is left of stdout. Returns the exit code of a verb that ended with `code`: EXIT_FAILED instead of
 * EXIT_OK, with a message, if its output is not complete. A reader that went away is not a failure.
 */
int standard_output_finish(int code);

#endif
