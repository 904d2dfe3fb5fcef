/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Waits for more of an audit log, over rotations and truncations of the file, until a signal ends it. */
#ifndef GATEKEEPER_LOG_FOLLOW_H
#define GATEKEEPER_LOG_FOLLOW_H

#include <stdbool.h>

#include "gatekeeper/log/reader.h"

struct log_follow {
	const char *path;
	int inotify;
	int next; /* the file that has the path now, once it has something in it; -1: still the one that is read */
};

/* From here on SIGINT and SIGTERM end the following, not the process. */
int log_follow_open(const char *path, struct log_follow *ret_follow);

/* A signal has come: no need to read on. */
bool log_follow_ended(void);

/*
 * To be called when `reader` has nothing more: waits, and turns it to the new file when there is one. 1: read on;
 * 0: ended by a signal, or nobody reads our stdout any more.
 */
int log_follow_wait(struct log_follow *follow, struct log_reader *reader);

void log_follow_close(struct log_follow *follow);

#endif
