/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The audit log as a file of JSON Lines, written by one daemon at a time. A line is in the log whole or not at all:
 * when the file is opened, the unfinished line of a killed writer is cut off.
 */
#ifndef GATEKEEPER_LOG_FILE_H
#define GATEKEEPER_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "gatekeeper/log/chain.h"
#include "gatekeeper/log/tail.h"

#define LOG_FILE_DEFAULT "/var/log/gatekeeper/audit.jsonl"

struct log_file {
	int fd;
	char *path; /* NULL: stdout */
	char *rest; /* of a line that was written in part and cannot be taken back; NULL: none */
	size_t rest_length;
	struct log_tail tail;
	bool chained;                     /* each line gets its hash */
	struct log_chain chain;           /* of the last line, whoever wrote it */
	char latest[LOG_TIME_LENGTH + 1]; /* the latest time of all lines; empty: none */
	bool starts;                      /* `latest` is of the file before, and only the first line is to have it */
};

/*
 * Opens `path` ("-": stdout) to append to, and makes file and directory if they are missing. Returns 0, -EISDIR, -ELOOP
 * (a symbolic link), -EINVAL (not a regular file), -EWOULDBLOCK (another process writes to it), -EBADF (stdout is not
 * open for writing), or another negative errno.
 */
int log_file_open(const char *path, struct log_file *ret_file);

/* From now on each line gets a hash that continues the line before it, which may be in the rotated file. */
void log_file_chain(struct log_file *file);

/*
 * Marks a record, before it becomes a line of this file: one that is older than those before it gets their latest time;
 * the first one, if one of the file before is later, the latest of that. Returns 0 or -ENOMEM.
 */
int log_file_mark(struct log_file *file, json_t *record);

/*
 * Appends one line with its '\n'. Returns 0 or a negative errno (-ENOSPC): then the file is as before. A line that
 * stdout took a part of counts as written: its rest comes before the next line.
 */
int log_file_write(struct log_file *file, const char *line, size_t length);

/* Writes the rest of the last line, if there is one. Returns 0 or a negative errno. */
int log_file_finish_line(struct log_file *file);

/* Whether the path still has the open file. A symbolic link there is not followed: no log is opened through one. */
bool log_file_is_at_path(const struct log_file *file);

/* After a rotation: continues in the file that has the path now, made anew as by log_file_open(). Returns 0, or a
 * negative errno: the old file stays open. */
int log_file_reopen(struct log_file *file);

void log_file_close(struct log_file *file);

#endif
