/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A pager for a verb that prints much: GATEKEEPER_PAGER, PAGER, or less, as git chooses its own. */
#ifndef GATEKEEPER_CLI_PAGER_H
#define GATEKEEPER_CLI_PAGER_H

/*
 * Sends stdout to the pager, and stderr if it is a terminal. Does nothing if stdout is not a terminal, or the pager is
 * empty or cat, or cannot be started. SIGINT and SIGQUIT are for the pager from then on; a pager that was left early
 * is the error EPIPE on stdout.
 */
void pager_start(void);

/* Ends the output, and waits until the reader leaves the pager. */
void pager_finish(void);

#endif
