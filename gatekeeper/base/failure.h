/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The message of an error: written by the function that knows the reason, printed by the verb. */
#ifndef GATEKEEPER_BASE_FAILURE_H
#define GATEKEEPER_BASE_FAILURE_H

#include <stdbool.h>

struct failure {
	char text[1024]; /* what failed, why, what to do; lines are separated by '\n' */
};

/* strerror() of a negative errno, also of ENOTSUPP (524), which the kernel returns and the C library does not know. */
const char *error_text(int error);

/* Whether a negative errno of writing says that there is no room: on the disk, or within a quota. */
bool error_is_disk_full(int error);

/* Formats the message and returns `error`, a negative errno. */
int failure_set(struct failure *failure, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
