/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Rotation of the audit log by the daemon itself: FILE becomes FILE.1, that FILE.2, and so on. */
#ifndef GATEKEEPER_LOG_ROTATE_H
#define GATEKEEPER_LOG_ROTATE_H

#include <stdbool.h>
#include <stdint.h>

#include "gatekeeper/log/file.h"
#include "gatekeeper/log/rotated-name.h"

#define LOG_ROTATE_KEEP 8

struct log_rotation {
	uint64_t size;     /* rotate a file of this many bytes; 0: never by size */
	uint64_t seconds;  /* rotate a file of this age; 0: never by age */
	unsigned int keep; /* rotated files, beside the one that is written to */
};

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
