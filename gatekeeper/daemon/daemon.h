/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The state of the daemon, for the files of this folder. */
#ifndef GATEKEEPER_DAEMON_DAEMON_H
#define GATEKEEPER_DAEMON_DAEMON_H

#include <stdbool.h>

#include "gatekeeper/daemon/fd-store.h"
#include "gatekeeper/daemon/options.h"
#include "gatekeeper/daemon/policy-changes.h"
#include "gatekeeper/daemon/policy-watch.h"
#include "gatekeeper/daemon/race-undo.h"
#include "gatekeeper/daemon/ring-to-log.h"
#include "gatekeeper/daemon/watchdog.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/log/file.h"

#define DAEMON_STATUS_SIZE 512

struct daemon {
	const struct daemon_options *options;
	struct policy_watch watch;
	struct log_file log;
	char *log_path;         /* of the open file; NULL: stdout */
	unsigned int log_moved; /* seconds since its path has another file, or none */
	struct drain drain;
	struct image_slot slot; /* closed: nothing is loaded that this process can read */
	struct keep keep;
	struct watchdog watchdog;
	struct policy_changes changes;
	struct history_entry followed; /* what the policy file compiled to when that was last active; empty: never */
	__u64 generation;              /* of the active image, at the last look; 0: not known */
	unsigned int untold;           /* looks to wait for the history to tell who made it active; 0: it did */
	bool load_unlisted;            /* the history could not take what this daemon loaded when it started */
	struct undo undo;
	struct observer observer;
	struct known_containers containers;
	int epoll;
	int signals;
	int timer;
	int containers_changed;       /* inotify */
	uint64_t containers_followed; /* their generation when the policy was compiled for them */
	bool was_loaded;              /* at the last look; a change is recorded */
	bool ending;
	bool failed;                     /* it ends because only a new start helps, which the service manager makes */
	bool ring_followed;              /* epoll wakes us up for the ring */
	int log_error;                   /* of the last try to write; printed once, not every second */
	int sync_error;                  /* the same for the last sync */
	uint64_t synced_record;          /* `last_record` of the drain at the last sync */
	int journal_error;               /* the same for the journal */
	int rotate_error;                /* the same for the last rotation */
	unsigned int rotate_pause;       /* seconds until the next try to rotate */
	bool only_containers;            /* the policy is compiled anew because containers came or went */
	bool policy_rejected;            /* the policy file has an error */
	char not_replaced[256];          /* it has none: why the active policy was not replaced; empty: it was */
	char trouble[256];               /* why nothing is enforced; empty: all is well */
	bool ready_unsent;               /* the service manager did not read READY=1 yet */
	char status[DAEMON_STATUS_SIZE]; /* what the service manager was told last */
};

#endif
