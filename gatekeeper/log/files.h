/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The files of a log that was rotated and perhaps compressed. They are opened when they are found, so that a rotation
 * meanwhile neither hides one of them nor shows one twice.
 */
#ifndef GATEKEEPER_LOG_FILES_H
#define GATEKEEPER_LOG_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "gatekeeper/log/input.h"
#include "gatekeeper/log/time.h"

/* From the oldest to the log itself. */
struct log_files {
	char **path; /* when it was found */
	int *fd;     /* -1: not open, for want of descriptors or because it could not be opened */
	size_t count;
};

/* Finds PATH.N, PATH.N.gz, PATH.N.xz or PATH.N.zst for N from 1 on, as rotation leaves them. Returns 0 or -ENOMEM. */
int log_files_find(const char *path, struct log_files *ret_files);

/* Opens a file at its start, one at a time. Returns 0 or a negative errno. */
int log_files_open(const struct log_files *files, size_t number, struct log_input **ret_input);

/*
 * The latest time of all records of a file and the one before it, up to the first line of this file. Returns false if
 * it has none.
 */
bool log_files_first_time(const struct log_files *files, size_t number, char ret_latest[LOG_TIME_LENGTH + 1]);

/* The same for all of the file. Returns false also for a compressed file, which would have to be read whole. */
bool log_files_last_time(const struct log_files *files, size_t number, char ret_latest[LOG_TIME_LENGTH + 1]);

void log_files_release(struct log_files *files);

#endif
