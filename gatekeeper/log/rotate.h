/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Rotation of the audit log by the daemon itself: FILE becomes FILE.1, that FILE.2, and so on. */
#ifndef GATEKEEPER_LOG_ROTATE_H
#define GATEKEEPER_LOG_ROTATE_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/log/file.h"

#define LOG_ROTATE_KEEP 8
#define LOG_ROTATE_KEEP_MAXIMUM 999

struct log_rotation {
	uint64_t size;     /* rotate a file of this many bytes; 0: never by size */
	uint64_t seconds;  /* rotate a file of this age; 0: never by age */
	unsigned int keep; /* rotated files, beside the one that is written to */
};

/* FILE.number, or FILE for 0; to be freed by the caller. NULL: no memory. */
char *log_rotated_name(const char *path, unsigned int number);

/* The name of rotated file `number`, compressed or not, to be freed by the caller. NULL: there is none, or no memory.
 */
char *log_rotated_find(const char *path, unsigned int number);

/*
 * Rotates the file if it is due, and continues in a new one. Returns 1 if it was rotated, 0 if it was not due, or a
 * negative errno: then each file has the name that it had.
 */
int log_rotate_if_due(struct log_file *file, const struct log_rotation *rotation);

/*
 * Removes the oldest of the rotated files, compressed or not, for room on the disk. Returns 0, -ENOENT if there is
 * none, or another negative errno.
 */
int log_rotate_make_room(const struct log_file *file);

#endif
