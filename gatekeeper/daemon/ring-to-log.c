// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/ring-to-log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/log/journal.h"
#include "gatekeeper/enforce/pins.h"

static const __u32 zero;

static uint64_t nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Taken anew before each batch: the host's clock may be set. */
static void refresh_context(struct record_context *context)
{
	struct stat status;

	context->boot_to_realtime = (int64_t)(nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_BOOTTIME));
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

/* What events do not repeat: the init namespaces, the paths of cgroups, what programs are called. */
static void open_context(struct drain *drain)
{
	struct gk_build build;
	int fd = pins_open_to_read("gk_build");

	if (fd >= 0 && !bpf_map_lookup_elem(fd, &zero, &build))
		memcpy(drain->context.init, build.init, sizeof(build.init));
	if (fd >= 0)
		close(fd);
	drain->cgroups_fd = pins_open_to_read("gk_cgroups");
	drain->context.cgroup_path = cgroup_path;
	drain->context.cgroups = &drain->cgroups_fd;
	drain->programs_fd = pins_open_to_read("gk_programs");
	drain->context.program = program_known;
	drain->context.programs = &drain->programs_fd;
}

static void forget_pending(struct drain *drain)
{
	free(drain->pending);
	drain->pending = NULL;
}

static int write_pending(struct drain *drain)
{
	if (!drain->pending)
		return 0;
	drain->write_error = log_file_write(drain->log, drain->pending, drain->pending_length);
	if (!drain->write_error)
		forget_pending(drain);
	return drain->write_error;
}

/* A line that can't be written is kept, behind what is kept already: its event has left the ring. */
static int keep_pending(struct drain *drain, char *line, size_t length)
{
	char *both = drain->pending ? realloc(drain->pending, drain->pending_length + length) : line;

	if (!both) {
		free(line);
		return -ENOMEM;
	}
	if (drain->pending) {
		memcpy(both + drain->pending_length, line, length);
		free(line);
		length += drain->pending_length;
	}
	drain->pending = both;
	drain->pending_length = length;
	return 0;
}

static int write_record(struct drain *drain, json_t *record)
{
	json_t *again = drain->journal ? json_incref(record) : NULL;
	size_t length = 0;
	char *line = NULL;
	int error = record_line(record, &line, &length);

	error = error ?: keep_pending(drain, line, length);
	error = error ?: write_pending(drain);
	/* After the file, because a journal that does not read makes us wait. */
	if (again)
		drain->journal_error = journal_send(again);
	json_decref(again);
	return error;
}

/* A record of what is counted elsewhere: when it can't be written it is made anew the next time, from the counts. */
static int write_counted(struct drain *drain, json_t *record)
{
	int error = write_record(drain, record);

	if (error)
		forget_pending(drain);
	return error;
}

/* The event that the log ends with: its daemon was killed between writing it and giving it back to the ring. */
static bool is_on_record(const struct drain *drain, const struct gk_event *event)
{
	return drain->log->tail.found && event->sequence == drain->log->tail.sequence &&
	       event->time == drain->log->tail.time;
}

/*
 * What a race left attached is detached before its event is on record: that must not wait for a log that can't be
 * written. Returns the record of it; NULL: it was none, or its link went with the caller.
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
	return record_state(&drain->context, nanoseconds(CLOCK_BOOTTIME),
			    error ? RECORD_RACE_STAYS : RECORD_RACE_UNDONE, message);
}

/* One sample of the ring. After an error libbpf stops, with this sample taken; the line is then pending. */
static int take_sample(void *context, void *sample, size_t size)
{
	struct drain *drain = context;
	const struct gk_event *event = sample;
	json_t *undone = NULL;
	int error;

	if (size == sizeof(*event) && event->version == GK_ABI_VERSION) {
		if (is_on_record(drain, event))
			return 0;
		if (event->sequence > drain->last_sequence)
			drain->last_sequence = event->sequence;
		drain->last_time = event->time;
		undone = undo_race(drain, event);
	}
	error = write_record(drain, record_sample(&drain->context, nanoseconds(CLOCK_BOOTTIME), sample, size));
	return undone ? write_record(drain, undone) : error;
}

static struct ring_buffer *open_rings(struct drain *drain, int denials_fd, int events_fd)
{
	struct ring_buffer *ring = ring_buffer__new(denials_fd, take_sample, drain, NULL);

	if (!ring || !ring_buffer__add(ring, events_fd, take_sample, drain))
		return ring;
	ring_buffer__free(ring);
	return NULL;
}

int drain_open(struct drain *drain, struct log_file *log)
{
	struct stat pin;
	int events_fd, denials_fd;

	*drain = (struct drain){.log = log,
				.journal = drain->journal,
				.undo = drain->undo,
				.counters_fd = -1,
				.reported_fd = -1,
				.cgroups_fd = -1,
				.programs_fd = -1};
	drain->last_sequence = log->tail.found ? log->tail.sequence : 0;
	drain->last_time = log->tail.found ? log->tail.time : 0;
	refresh_context(&drain->context);
	if (stat(PINS_DIRECTORY "/gk_events", &pin))
		return -errno;
	drain->pin = pin.st_ino;
	events_fd = pins_open("gk_events");
	denials_fd = pins_open("gk_denials");
	drain->counters_fd = pins_open_to_read("gk_counters");
	drain->reported_fd = pins_open("gk_reported");
	if (events_fd >= 0 && denials_fd >= 0 && drain->counters_fd >= 0 && drain->reported_fd >= 0)
		drain->ring = open_rings(drain, denials_fd, events_fd);
	/* The mappings and the epoll set hold the rings. */
	if (events_fd >= 0)
		close(events_fd);
	if (denials_fd >= 0)
		close(denials_fd);
	if (drain->ring && !repeats_open(&drain->repeats)) {
		open_context(drain);
		repeats_settle(&drain->repeats, log->tail.repeat_time, log->tail.repeat_total);
		return 0;
	}
	drain_close(drain);
	return -ENOENT;
}

void drain_close(struct drain *drain)
{
	ring_buffer__free(drain->ring);
	drain->ring = NULL;
	repeats_close(&drain->repeats);
	if (drain->counters_fd >= 0)
		close(drain->counters_fd);
	if (drain->reported_fd >= 0)
		close(drain->reported_fd);
	if (drain->cgroups_fd >= 0)
		close(drain->cgroups_fd);
	if (drain->programs_fd >= 0)
		close(drain->programs_fd);
	drain->counters_fd = drain->reported_fd = drain->cgroups_fd = drain->programs_fd = -1;
	drain->pin = 0;
}

int drain_fd(const struct drain *drain)
{
	return drain->ring ? ring_buffer__epoll_fd(drain->ring) : -1;
}

bool drain_is_stale(const struct drain *drain)
{
	struct stat pin;

	if (stat(PINS_DIRECTORY "/gk_events", &pin))
		return drain->ring != NULL;
	return pin.st_ino != drain->pin;
}

static uint64_t total_lost(const struct gk_counters *counters)
{
	return counters->lost[GK_ALLOW] + counters->lost[GK_DENY] + counters->lost_outcomes;
}

/* Losses up to `now`, as far as they are not on record yet. */
static int write_gap(struct drain *drain, const struct gk_counters *now)
{
	struct gk_counters reported;
	struct record_gap gap = {
		.first_time = drain->last_time,
		.last_time = nanoseconds(CLOCK_BOOTTIME),
		.after_sequence = drain->last_sequence,
		.before_sequence = now->sequence + 1,
	};
	int error;

	if (bpf_map_lookup_elem(drain->reported_fd, &zero, &reported))
		return -errno;
	if (total_lost(now) == total_lost(&reported))
		return 0;
	gap.lost[GK_ALLOW] = now->lost[GK_ALLOW] - reported.lost[GK_ALLOW];
	gap.lost[GK_DENY] = now->lost[GK_DENY] - reported.lost[GK_DENY];
	gap.lost_outcomes = now->lost_outcomes - reported.lost_outcomes;
	error = write_counted(drain, record_gap(&drain->context, gap.last_time, &gap));
	if (!error && bpf_map_update_elem(drain->reported_fd, &zero, now, BPF_ANY))
		error = -errno;
	return error;
}

int drain_all(struct drain *drain)
{
	struct gk_counters now;
	int error = write_pending(drain);

	if (error || !drain->ring)
		return error;
	refresh_context(&drain->context);
	/* Counted before the ring is emptied: what is lost up to here lies before the end of what is written next. */
	if (bpf_map_lookup_elem(drain->counters_fd, &zero, &now))
		return -errno;
	error = ring_buffer__consume(drain->ring);
	if (error < 0)
		return error;
	return write_gap(drain, &now);
}

static int write_repeat(void *context, const struct repeat *repeat)
{
	struct drain *drain = context;

	return write_counted(drain, record_repeat(&drain->context, nanoseconds(CLOCK_BOOTTIME), repeat));
}

int drain_repeats(struct drain *drain)
{
	int error = write_pending(drain);

	return error ?: repeats_collect(&drain->repeats, nanoseconds(CLOCK_BOOTTIME), write_repeat, drain);
}

int drain_state(struct drain *drain, enum record_state state, const char *message)
{
	int error = write_pending(drain);

	refresh_context(&drain->context);
	return error ?: write_record(drain, record_state(&drain->context, nanoseconds(CLOCK_BOOTTIME), state, message));
}
