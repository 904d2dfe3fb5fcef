/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Waits for more of an audit log, over rotations and truncations of the file, until a signal ends it. */
#ifndef GATEKEEPER_QUERY_FOLLOW_H
#define GATEKEEPER_QUERY_FOLLOW_H

#include <stdbool.h>

#include "gatekeeper/log/reader.h"

struct log_follow {
	const char *path;
	int inotify;
	int input; /* is waited for too; -1: none */
	int next;  /* the file that has the path now, once it is not empty; -1: still the one that is read */
};

/* From here on SIGINT and SIGTERM end the following, not the process. Returns 0 or a negative errno. */
int log_follow_open(const char *path, struct log_follow *ret_follow);

/* Lets one more signal do this. */
void log_follow_end_by(int signal_number);

/* Whether a signal ended the following. */
bool log_follow_ended(void);

/*
 * To be called when `reader` has nothing more: waits, and switches it to the new file if there is one. Returns 1 to
 * read on, or 0 if a signal ended the following or nobody reads our stdout.
 */
int log_follow_wait(struct log_follow *follow, struct log_reader *reader);

void log_follow_close(struct log_follow *follow);

#endif
