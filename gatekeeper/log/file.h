/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The audit log as a file of JSON Lines, written by one daemon at a time. A line is on record whole or not at all:
 * what a killed writer left unfinished is cut off when the file is opened next.
 */
#ifndef GATEKEEPER_LOG_FILE_H
#define GATEKEEPER_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gatekeeper/log/chain.h"

#define LOG_FILE_DEFAULT "/var/log/gatekeeper/audit.jsonl"

/* The last event on record: the daemon that wrote it may have been killed before it took it from the ring. */
struct log_tail {
	bool found;
	uint64_t time; /* as in struct gk_event */
	uint64_t sequence;
	/* The same for a record of repeats, when it is the last one of all; total 0: it is not. */
	uint64_t repeat_time;
	uint64_t repeat_total;
	bool empty;             /* the file has no line */
	struct log_chain chain; /* of the last line; zero: it has none */
};

struct log_file {
	int fd;
	char *path; /* NULL: stdout */
	struct log_tail tail;
	bool chained;           /* each line gets its hash */
	struct log_chain chain; /* of the last line written, by whoever it was */
};

/*
 * Opens `path` ("-": stdout) to append to, makes it and its directory when they are not there. -EISDIR, -ELOOP (a
 * symbolic link), -EACCES, -EINVAL (not a regular file), -EWOULDBLOCK (another process writes to it), ...
 */
int log_file_open(const char *path, struct log_file *ret_file);

/* From now on each line goes on from the one before it, which may be in the file that was rotated away. */
void log_file_chain(struct log_file *file);

/* Appends one line, with its '\n', whole; on failure (-ENOSPC, ...) the file is as it was. */
int log_file_write(struct log_file *file, const char *line, size_t length);

/* After a rotation: goes on in the file that has the path now. On failure the old one stays open. */
int log_file_reopen(struct log_file *file);

void log_file_close(struct log_file *file);

#endif
