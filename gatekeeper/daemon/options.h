/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the daemon is told about its log, on the command line. */
#ifndef GATEKEEPER_DAEMON_OPTIONS_H
#define GATEKEEPER_DAEMON_OPTIONS_H

#include "gatekeeper/log/rotate.h"

/* The names are auditd's. */
enum disk_full {
	DISK_FULL_SUSPEND, /* events wait in the ring until there is room */
	DISK_FULL_ROTATE,  /* the oldest rotated file goes */
	DISK_FULL_HALT,    /* the machine is shut down */
};

struct daemon_options {
	struct log_rotation rotation;
	enum disk_full disk_full;
	bool sync; /* to the disk after each batch */
};

/* As written; NULL: not given. */
struct daemon_words {
	const char *rotate_size, *rotate_age, *rotate_keep, *disk_full, *sync;
};

/* Returns 0, or -EINVAL with the misuse said. */
int daemon_options_read(const struct daemon_words *words, struct daemon_options *ret_options);

#endif
