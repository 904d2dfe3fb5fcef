/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Finds a time in a log without reading all of it. */
#ifndef GATEKEEPER_LOG_SEEK_H
#define GATEKEEPER_LOG_SEEK_H

#include <stdbool.h>
#include <sys/types.h>

#include "gatekeeper/log/time.h"

struct log_input;

/*
 * Moves `fd`, a regular file, by bisection to the start of a line before which all lines are earlier than `since`. What
 * is left to skip there is at most LOG_SEEK_WINDOW bytes and a line. If anything is unusual it moves to an earlier
 * line.
 */
#define LOG_SEEK_WINDOW (64 * 1024)
void log_seek_time(int fd, const char *since);

/* Moves `fd`, a regular file, to the start of the first line behind `offset`, or to its start for 0. */
void log_seek_line(int fd, off_t offset);

/*
 * The latest time of all records up to the first line that `input`, opened just now, gives, with those of the file
 * before. Returns false if that line is no record of ours.
 */
bool log_first_time(struct log_input *input, char ret_latest[LOG_TIME_LENGTH + 1]);

/*
 * The latest time of all records of `fd`, a regular file, as its last whole line has it. Returns false if that is no
 * record of ours.
 */
bool log_last_time(int fd, char ret_latest[LOG_TIME_LENGTH + 1]);

#endif
