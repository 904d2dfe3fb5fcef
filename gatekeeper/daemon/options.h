/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The options of the daemon. */
#ifndef GATEKEEPER_DAEMON_OPTIONS_H
#define GATEKEEPER_DAEMON_OPTIONS_H

#include <stdbool.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/log/rotate.h"

/* What to do if the disk is full. The words are those of auditd. */
enum disk_full {
	DISK_FULL_SUSPEND, /* let events wait in the ring until there is room */
	DISK_FULL_ROTATE,  /* remove the oldest rotated file */
	DISK_FULL_HALT,    /* shut the machine down */
};

struct daemon_options {
	const char *policy;
	const char *log;
	bool audit;          /* log the decisions and deny nothing, whatever the mode of the policy */
	bool allow_writable; /* take a policy that others than root can change */
	bool journal;        /* write each record to the journal too */
	struct log_rotation rotation;
	enum disk_full disk_full;
	bool sync; /* wait for the disk after each batch */
};

/* As written on the command line; NULL: not given. */
struct daemon_words {
	const char *rotate_size, *rotate_age, *rotate_keep, *disk_full, *sync;
};

/* Sets rotation, disk_full and sync. Returns 0, or -EINVAL with the reason: the command line is wrong. */
int daemon_options_read(const struct daemon_words *words, struct daemon_options *ret_options, struct failure *failure);

/* The flags of policy_load_compile() for each load. */
unsigned int daemon_load_flags(const struct daemon_options *options);

#endif
