/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Lines that wait because the log cannot be written: their events have left the ring, so they are nowhere else. */
#ifndef GATEKEEPER_DAEMON_PENDING_LINES_H
#define GATEKEEPER_DAEMON_PENDING_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "gatekeeper/log/file.h"

struct pending_lines {
	char *text; /* whole lines; NULL: none waits */
	size_t length;
	uint64_t added; /* lines that were ever added */
};

/* Takes over a line with its '\n', behind those that wait. Returns 0, or -ENOMEM: then the line is gone. */
int pending_add(struct pending_lines *pending, char *line, size_t length);

/* Writes one line after the other. Returns 0, or a negative errno: then those that were not written go on waiting. */
int pending_write(struct pending_lines *pending, struct log_file *log);

/* Forgets all but the first `length` bytes. */
void pending_cut(struct pending_lines *pending, size_t length);

#endif
