/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Ring buffer -> audit log (flow A): takes each event, writes its record, and only then gives its room in the ring
 * back. What was lost becomes a gap record.
 */
#ifndef GATEKEEPER_DAEMON_RING_TO_LOG_H
#define GATEKEEPER_DAEMON_RING_TO_LOG_H

#include <stdbool.h>
#include <sys/types.h>

#include "gatekeeper/base/ring.h"
#include "gatekeeper/container/known.h"
#include "gatekeeper/enforce/counters.h"
#include "gatekeeper/log/lost-note.h"
#include "gatekeeper/record/record.h"
#include "gatekeeper/record/left-out.h"
#include "gatekeeper/daemon/observer.h"
#include "gatekeeper/daemon/pending-lines.h"
#include "gatekeeper/daemon/race-undo.h"
#include "gatekeeper/daemon/repeat-counts.h"

struct drain {
	struct ring denials; /* not open: nothing is loaded */
	struct ring events;  /* all others */
	int epoll;           /* readable if one of them has samples */
	struct counters counters;
	int writer_fd;
	int cgroups_fd;
	int programs_fd;
	struct repeats repeats;
	struct left_out left_out;
	uint64_t counting[GK_SLOTS];         /* the generations of policies with `service-manager: count`; 0: none */
	ino_t pin;                           /* of the ring: another inode means that something else was loaded */
	struct undo *undo;                   /* detaches what a race attached; NULL: nothing does */
	struct observer *observer;           /* looks at callers; NULL: nobody does */
	struct known_containers *containers; /* what they are called; NULL: nobody knows */
	struct record_context context;
	struct pending_lines pending;
	const void *held;       /* the sample that stays in its ring though it has a line or is dropped; NULL: none */
	uint64_t last_sequence; /* the highest one that has a record */
	uint64_t last_time;     /* of the last event that has a record */
	/* Events taken from the ring that got no record, for want of memory: the next gap record counts them. */
	struct record_gap dropped;
	struct lost_note lost; /* events of rings that are closed */
};

/* Nothing is open. */
#define DRAIN_CLOSED \
	.denials = RING_CLOSED, .events = RING_CLOSED, .epoll = -1, .counters = COUNTERS_CLOSED, .writer_fd = -1, \
	.cgroups_fd = -1, .programs_fd = -1

/* Opens the pinned rings. Returns 0, -ENOENT if nothing is loaded or it is hidden from us, or another negative errno.
 */
int drain_open(struct drain *drain);
void drain_close(struct drain *drain);

/* Writes the counts of what was left out, before the daemon ends. Returns 0 or a negative errno. */
int drain_left_out(struct drain *drain);

/* A descriptor that is readable if there are events; -1 if nothing is loaded. */
int drain_fd(const struct drain *drain);

/* Is the pinned ring another one than ours, or is there none? */
bool drain_is_stale(const struct drain *drain);

/*
 * Takes one sample of a ring. Returns 0 or a negative errno: then its line waits in `pending`, or `dropped` counts it,
 * and it stays in the ring until the next call is about it. So it outlives a daemon that ends meanwhile.
 */
int drain_take_sample(struct drain *drain, void *sample, size_t size);

/* Writes a gap record of the losses from `reported` to `now` and of `dropped`, if any. Returns 0 or a negative errno.
 */
int drain_write_gap(struct drain *drain, const struct gk_counters *reported, const struct gk_counters *now);

/*
 * Writes all that is in the ring, then what was lost since the last time. Returns 0, or a negative errno if the log
 * cannot be written: then everything stays where it is, and the next call tries again.
 */
int drain_all(struct drain *drain);

/*
 * Takes what is in the rings and the counts into memory, for a log that cannot be written while the rings must be
 * closed, and notes in a file how much that is: if this daemon ends before it is written, the next one writes a gap
 * record. Returns 0, or a negative errno: then some of it is lost with the rings, or would be with this process.
 */
int drain_keep_rest(struct drain *drain);

/* Writes how often denials were repeated since the last time. Returns as drain_all(). */
int drain_repeats(struct drain *drain);

/* Notes beside the rings that this process writes them to `path`, or why it cannot: see log-writer.h. */
void drain_note_writer(const struct drain *drain, const char *path, int error);

/*
 * Writes a record of the gatekeeper's own. Returns 0, -ENOBUFS if too much waits already, or another negative errno: if
 * the log cannot be written, the record waits behind what waits.
 */
int drain_state(struct drain *drain, enum record_state state, const char *message);

/* The same for a change of the policy. */
int drain_change(struct drain *drain, const struct record_change *change, const char *message);

#endif
