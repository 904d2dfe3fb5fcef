/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Why something could not be done, in words: filled where it is known, printed by the verb. */
#ifndef GATEKEEPER_BASE_FAILURE_H
#define GATEKEEPER_BASE_FAILURE_H

struct failure {
	char text[1024]; /* what went wrong and what to do next; lines are separated by '\n' */
};

/* Fills `failure` and returns `error`, a negative errno. */
int failure_set(struct failure *failure, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
