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
	uint64_t size;     /* bytes from which on the file is rotated; 0: never by size */
	uint64_t seconds;  /* its age from which on; 0: never by age */
	unsigned int keep; /* files beside the one that is written to */
};

/* Rotates the file when it is due, and goes on in a new one. Returns 1 (rotated), 0 or a negative errno. */
int log_rotate_if_due(struct log_file *file, const struct log_rotation *rotation);

/* Removes the oldest of the rotated files, for room on the disk. Returns 0, or -ENOENT when there is none. */
int log_rotate_make_room(const struct log_file *file);

#endif
