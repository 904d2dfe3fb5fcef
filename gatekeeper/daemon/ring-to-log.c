// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/ring-to-log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/log/lost-note.h"
#include "gatekeeper/enforce/log-writer.h"
#include "gatekeeper/enforce/pins.h"

#define STATES_WAIT_UP_TO (32 * 1024 * 1024) /* bytes; more than the lines of two full rings */

static const __u32 zero;

/* Before each batch, as the host's clock may have been set. */
static void refresh_context(struct record_context *context)
{
	struct stat status;

	context->boot_to_realtime = (int64_t)(clock_nanoseconds(CLOCK_REALTIME) - clock_nanoseconds(CLOCK_BOOTTIME));
	if (context->namespace_major || context->namespace_minor || stat("/proc/self/ns/mnt", &status))
		return;
	context->namespace_major = major(status.st_dev);
	context->namespace_minor = minor(status.st_dev);
}

static bool cgroup_path(void *cgroups, uint64_t id, struct gk_cgroup_path *ret_path)
{
	const int *fd = cgroups;

	return !bpf_map_lookup_elem(*fd, &id, ret_path);
}

static bool program_known(void *programs, uint32_t id, struct gk_program *ret_program)
{
	const int *fd = programs;
	__u32 place = id % GK_PROGRAMS;

	return !bpf_map_lookup_elem(*fd, &place, ret_program) && ret_program->id == id;
}

/* Opens what events do not repeat: the init namespaces, the paths of cgroups, the names of programs. */
static void open_context(struct drain *drain)
{
	_cleanup_close_ int fd = pins_open_to_read("gk_build");
	struct gk_build build;

	if (fd >= 0 && !bpf_map_lookup_elem(fd, &zero, &build))
		memcpy(drain->context.init, build.init, sizeof(build.init));
	drain->cgroups_fd = pins_open_to_read("gk_cgroups");
	drain->context.cgroup_path = cgroup_path;
	drain->context.cgroups = &drain->cgroups_fd;
	drain->programs_fd = pins_open_to_read("gk_programs");
	drain->context.program = program_known;
	drain->context.programs = &drain->programs_fd;
	drain->context.observe = drain->observer ? observer_look : NULL;
	drain->context.observer = drain->observer;
	drain->context.container = drain->containers ? known_containers_find : NULL;
	drain->context.containers = drain->containers;
}

/* Is it the event that the log ends with? Its daemon was killed after writing it, before giving it back to the ring. */
static bool is_in_log(const struct drain *drain, const struct gk_event *event)
{
	return drain->pending.log->tail.found && event->sequence == drain->pending.log->tail.sequence &&
	       event->time == drain->pending.log->tail.time;
}

/*
 * Detaches what a race left attached, before its event is written: that must not wait for a log that cannot be
 * written. Returns the record of it, or NULL if there was nothing to detach or its link went with the caller.
 */
static json_t *undo_race(struct drain *drain, const struct gk_event *event)
{
	struct gk_cgroup_path path = {};
	char message[160];
	int error;

	if (event->kind != GK_EVENT_RACED || event->command != BPF_PROG_ATTACH || !drain->undo)
		return NULL;
	cgroup_path(&drain->cgroups_fd, event->target_id, &path);
	error = undo_attach(drain->undo, event, path.text);
	if (error)
		snprintf(message, sizeof(message),
			 "program %u, attached by a race to cgroup %llu, may be there still: %s", event->program_id,
			 event->target_id, strerror(-error));
	else
		snprintf(message, sizeof(message), "program %u, attached by a race to cgroup %llu, is detached",
			 event->program_id, event->target_id);
	return record_state(&drain->context, clock_nanoseconds(CLOCK_BOOTTIME),
			    error ? RECORD_RACE_STAYS : RECORD_RACE_UNDONE, message);
}

/* One that cannot be read counts as an outcome. */
static void count(struct record_gap *gap, const struct gk_event *event)
{
	if (event && event->kind == GK_EVENT_DECISION && event->verdict < GK_VERDICT_COUNT)
		gap->lost[event->verdict]++;
	else
		gap->lost_outcomes++;
}

static bool is_left_out(struct drain *drain, const struct gk_event *event)
{
	if (!event->generation || (event->generation != drain->counting[0] && event->generation != drain->counting[1]))
		return false;
	return left_out_take(&drain->left_out, &drain->context, event);
}

static void note_taken(struct drain *drain, const struct gk_event *event)
{
	drain->last_sequence = event->sequence > drain->last_sequence ? event->sequence : drain->last_sequence;
	drain->last_time = event->time;
}

/* Its line is only in memory, and its ring is about to be closed. */
static void count_kept(struct drain *drain, const struct gk_event *event)
{
	if (!drain->pending.only_keep)
		return;
	count(&drain->lost.kept, event);
	if (event && !drain->lost.kept.first_time)
		drain->lost.kept.first_time = event->time;
}

static int take_event(struct drain *drain, const struct gk_event *event, void *sample, size_t size)
{
	uint64_t added = drain->pending.added;
	json_t *undone = event ? undo_race(drain, event) : NULL;
	int error, undo_error;

	error = pending_take(&drain->pending,
			     record_sample(&drain->context, clock_nanoseconds(CLOCK_BOOTTIME), sample, size));
	if (error && drain->pending.added == added) {
		count(&drain->dropped, event);
	} else {
		count_kept(drain, event);
		if (event)
			note_taken(drain, event);
	}
	undo_error = undone ? pending_take(&drain->pending, undone) : 0;
	return error ? error : undo_error;
}

int drain_take_sample(struct drain *drain, void *sample, size_t size)
{
	const struct gk_event *event = sample;
	const bool is_held = sample == drain->held;
	int error;

	drain->held = NULL;
	if (size != sizeof(*event) || event->version != GK_ABI_VERSION)
		event = NULL;
	if (is_held) {
		count_kept(drain, event);
		return 0;
	}
	if (event && is_in_log(drain, event))
		return 0;
	if (event && is_left_out(drain, event)) {
		note_taken(drain, event);
		return 0;
	}
	error = take_event(drain, event, sample, size);
	drain->held = error ? sample : NULL;
	return error;
}

static int take_sample(void *context, void *sample, size_t size)
{
	return drain_take_sample(context, sample, size);
}

static int follow_ring(const struct drain *drain, const struct ring *ring)
{
	struct epoll_event event = {.events = EPOLLIN};

	return epoll_ctl(drain->epoll, EPOLL_CTL_ADD, ring->fd, &event) ? -errno : 0;
}

static int open_rings(struct drain *drain)
{
	int error = ring_open(pins_open("gk_denials"), &drain->denials);

	if (!error)
		error = ring_open(pins_open("gk_events"), &drain->events);
	if (error)
		return error;
	drain->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (drain->epoll < 0)
		return -errno;
	error = follow_ring(drain, &drain->denials);
	return error ? error : follow_ring(drain, &drain->events);
}

static int open_maps(struct drain *drain)
{
	drain->writer_fd = log_writer_open(); /* a load of an older build has none */
	if (open_rings(drain) || counters_open(&drain->counters))
		return -ENOENT;
	return repeats_open(&drain->repeats);
}

/* What is lost from now on is lost after the last event of the log, if that is of what is loaded now. */
static void go_on_from_tail(struct drain *drain, const struct log_tail *tail)
{
	struct gk_counters now;

	if (!tail->found || counters_read(&drain->counters, &now) ||
	    !counters_have_event(&drain->counters, &now, tail->sequence, tail->time))
		return;
	drain->last_sequence = tail->sequence;
	drain->last_time = tail->time;
}

int drain_open(struct drain *drain)
{
	struct stat pin;

	*drain = (struct drain){.undo = drain->undo,
				.observer = drain->observer,
				.containers = drain->containers,
				.left_out = drain->left_out,
				.dropped = drain->dropped,
				.pending = drain->pending,
				.lost = drain->lost,
				DRAIN_CLOSED};
	refresh_context(&drain->context);
	if (stat(PINS_DIRECTORY "/gk_events", &pin))
		return -errno;
	if (open_maps(drain)) {
		drain_close(drain);
		return -ENOENT;
	}
	drain->pin = pin.st_ino;
	open_context(drain);
	go_on_from_tail(drain, &drain->pending.log->tail);
	repeats_settle(&drain->repeats, drain->pending.log->tail.repeat_time, drain->pending.log->tail.repeat_total);
	return 0;
}

void drain_close(struct drain *drain)
{
	ring_close(&drain->denials);
	ring_close(&drain->events);
	close_fd(&drain->epoll);
	drain->held = NULL;
	repeats_close(&drain->repeats);
	counters_close(&drain->counters);
	log_writer_end(drain->writer_fd);
	close_fd(&drain->writer_fd);
	close_fd(&drain->cgroups_fd);
	close_fd(&drain->programs_fd);
	drain->pin = 0;
}

int drain_fd(const struct drain *drain)
{
	return drain->epoll;
}

bool drain_is_stale(const struct drain *drain)
{
	struct stat pin;

	if (stat(PINS_DIRECTORY "/gk_events", &pin))
		return drain->epoll >= 0;
	return pin.st_ino != drain->pin;
}

/* Nothing waits: what was kept is in the log, and what an earlier daemon could not write gets its gap record. */
static int settle_lost(struct drain *drain)
{
	struct record_gap *before = &drain->lost.before;
	int error = 0;

	if (!lost_any(&drain->lost.kept) && !lost_any(before))
		return 0;
	drain->lost.kept = (struct record_gap){0};
	if (lost_any(before))
		error = pending_take_counted(&drain->pending,
					     record_gap(&drain->context, clock_nanoseconds(CLOCK_BOOTTIME), before));
	if (error)
		return error;
	*before = (struct record_gap){0};
	return lost_note_save(&drain->lost);
}

int drain_write_gap(struct drain *drain, const struct gk_counters *reported, const struct gk_counters *now)
{
	struct record_gap gap = {
		.first_time = drain->last_time,
		.last_time = clock_nanoseconds(CLOCK_BOOTTIME),
		.after_sequence = drain->last_sequence,
		.before_sequence = now->sequence + 1,
		.lost[GK_ALLOW] = now->lost[GK_ALLOW] - reported->lost[GK_ALLOW],
		.lost[GK_DENY] = now->lost[GK_DENY] - reported->lost[GK_DENY],
		.lost_outcomes = now->lost_outcomes - reported->lost_outcomes,
	};
	int error;

	lost_add(&gap, &drain->dropped);
	if (!lost_any(&gap))
		return 0;
	error = pending_take_counted(&drain->pending, record_gap(&drain->context, gap.last_time, &gap));
	if (error)
		return error;
	if (drain->pending.only_keep)
		lost_add(&drain->lost.kept, &gap);
	drain->dropped = (struct record_gap){0};
	return 0;
}

/* Writes the losses up to `now` that have no gap record yet. */
static int write_losses(struct drain *drain, const struct gk_counters *now)
{
	struct gk_counters reported;
	int error = counters_read_reported(&drain->counters, now, &reported);

	if (error)
		return error;
	error = drain_write_gap(drain, &reported, now);
	if (error)
		return error;
	return counters_set_reported(&drain->counters, now);
}

/* First the ring with the sample that is held: its line is written by now, and no other sample may come in between. */
static int consume_rings(struct drain *drain)
{
	const bool events_first = drain->held && ring_has(&drain->events, drain->held);
	int error = ring_consume(events_first ? &drain->events : &drain->denials, take_sample, drain);

	return error ? error : ring_consume(events_first ? &drain->denials : &drain->events, take_sample, drain);
}

/* Takes all that is in the rings, and what was lost, if anything is loaded. */
static int take_events(struct drain *drain)
{
	struct gk_counters now;
	int error;

	if (drain->epoll < 0)
		return 0;
	refresh_context(&drain->context);
	if (drain->containers)
		known_containers_refresh(drain->containers);
	/* Read before the ring is emptied: what is lost up to here lies before the end of what is written next. */
	error = counters_read(&drain->counters, &now);
	if (error)
		return error;
	error = consume_rings(drain);
	if (error)
		return error;
	return write_losses(drain, &now);
}

int drain_all(struct drain *drain)
{
	int error = pending_write(&drain->pending);

	if (!error)
		error = settle_lost(drain);
	return error ? error : take_events(drain);
}

void drain_note_writer(const struct drain *drain, const char *path, int error)
{
	if (drain->epoll >= 0)
		log_writer_note(drain->writer_fd, path, error, drain->pending.last_record, drain->left_out.total);
}

static int write_repeat(void *context, const struct repeat *repeat)
{
	struct drain *drain = context;

	if (drain->pending.only_keep)
		drain->lost.kept.lost[GK_DENY] += repeat->count;
	return pending_take_counted(&drain->pending,
				    record_repeat(&drain->context, clock_nanoseconds(CLOCK_BOOTTIME), repeat));
}

int drain_repeats(struct drain *drain)
{
	uint64_t now = clock_nanoseconds(CLOCK_BOOTTIME);
	int error = pending_write(&drain->pending);

	if (error)
		return error;
	error = repeats_collect(&drain->repeats, now, write_repeat, drain);
	if (error)
		return error;
	return left_out_collect(&drain->left_out, now, false, write_repeat, drain);
}

int drain_keep_rest(struct drain *drain)
{
	const uint64_t now = clock_nanoseconds(CLOCK_BOOTTIME);
	int error, note_error;

	drain->pending.only_keep = true;
	error = take_events(drain);
	if (!error)
		error = repeats_collect(&drain->repeats, now, write_repeat, drain);
	drain->pending.only_keep = false;
	drain->lost.kept.last_time = now;
	note_error = lost_note_save(&drain->lost);
	return error ? error : note_error;
}

int drain_left_out(struct drain *drain)
{
	int error = pending_write(&drain->pending);

	if (error)
		return error;
	return left_out_collect(&drain->left_out, clock_nanoseconds(CLOCK_BOOTTIME), true, write_repeat, drain);
}

int drain_change(struct drain *drain, const struct record_change *change, const char *message)
{
	int error = pending_write(&drain->pending);

	if (error)
		return error;
	refresh_context(&drain->context);
	return pending_take_counted(&drain->pending,
				    record_change(&drain->context, clock_nanoseconds(CLOCK_BOOTTIME), change, message));
}

int drain_state(struct drain *drain, enum record_state state, const char *message)
{
	if (drain->pending.length > STATES_WAIT_UP_TO)
		return -ENOBUFS;
	refresh_context(&drain->context);
	return pending_take(&drain->pending,
			    record_state(&drain->context, clock_nanoseconds(CLOCK_BOOTTIME), state, message));
}
