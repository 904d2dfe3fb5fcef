/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Ring buffer -> audit log (flow A): takes each event, makes a record of it, writes it, and only then gives its room
 * in the ring back. What the kernel counted as lost becomes a gap record.
 */
#ifndef GATEKEEPER_DAEMON_RING_TO_LOG_H
#define GATEKEEPER_DAEMON_RING_TO_LOG_H

#include <stdbool.h>
#include <sys/types.h>

#include <bpf/libbpf.h>

#include "gatekeeper/log/file.h"
#include "gatekeeper/record/record.h"
#include "gatekeeper/daemon/race-undo.h"
#include "gatekeeper/daemon/repeat-counts.h"

struct drain {
	struct ring_buffer *ring; /* that of denials and the other one; NULL: nothing is loaded */
	int counters_fd;
	int reported_fd;
	int cgroups_fd;
	int programs_fd;
	struct repeats repeats;
	ino_t pin; /* of the ring: another one means that something else was loaded */
	struct log_file *log;
	struct undo *undo; /* what a race attached is detached by it; NULL: nothing is */
	bool journal;      /* each record goes there, too */
	int journal_error; /* of the last try */
	struct record_context context;
	char *pending; /* a line that could not be written yet */
	size_t pending_length;
	uint64_t last_sequence; /* the highest on record */
	uint64_t last_time;
	int write_error; /* of the last try to write, 0: it went well */
};

/* Opens the pinned ring to be drained into `log`. Returns 0, -ENOENT (nothing is loaded) or another negative errno. */
int drain_open(struct drain *drain, struct log_file *log);
void drain_close(struct drain *drain);

/* A descriptor that is readable when there are events; -1 when nothing is loaded. */
int drain_fd(const struct drain *drain);

/* Is what is pinned another ring than ours, or none? */
bool drain_is_stale(const struct drain *drain);

/*
 * Writes all that is in the ring, then what was lost since the last time. Returns 0 or a negative errno: the log
 * can't be written, everything stays where it is and the next call tries again.
 */
int drain_all(struct drain *drain);

/* Writes how often denials were repeated since the last time; 0 or a negative errno, as drain_all(). */
int drain_repeats(struct drain *drain);

/* Writes a record of the gatekeeper's own. */
int drain_state(struct drain *drain, enum record_state state, const char *message);

#endif
