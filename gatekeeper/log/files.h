/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The files of a log that was rotated and perhaps compressed. */
#ifndef GATEKEEPER_LOG_FILES_H
#define GATEKEEPER_LOG_FILES_H

#include <stddef.h>

/* The paths of a log's files, from the oldest to `path` itself. */
struct log_files {
	char **path;
	size_t count;
};

/* Finds PATH.N, PATH.N.gz, PATH.N.xz or PATH.N.zst for N from 1 on, as rotation leaves them. Returns 0 or -ENOMEM. */
int log_files_find(const char *path, struct log_files *ret_files);
void log_files_release(struct log_files *files);

#endif
