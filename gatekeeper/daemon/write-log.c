// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/write-log.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/base/print-error.h"
#include "gatekeeper/host/power-off.h"
#include "gatekeeper/log/rotate.h"

#define ROTATE_PAUSE 60 /* seconds from a rotation that failed to the next try */

/* The ring wakes us up only while the log can be written; otherwise the timer tries again, once a second. */
static void follow_ring(struct daemon *daemon, bool wanted)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = drain_fd(&daemon->drain)};

	if (event.data.fd < 0 || wanted == daemon->ring_followed)
		return;
	if (epoll_ctl(daemon->epoll, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, event.data.fd, &event) == 0)
		daemon->ring_followed = wanted;
}

static int write_once(struct daemon *daemon, bool with_repeats)
{
	int error;

	if (with_repeats)
		counters_count_skipped(&daemon->drain.counters);
	/* Also if no event comes: the log can't be written as long as it ends within a line. */
	error = log_file_finish_line(&daemon->log);
	if (!error)
		error = drain_all(&daemon->drain);
	if (error || !with_repeats)
		return error;
	return drain_repeats(&daemon->drain);
}

static int write_with_room(struct daemon *daemon, bool with_repeats)
{
	int error = write_once(daemon, with_repeats);

	/* A log that is not open gets no room by what is removed. */
	while (error_is_disk_full(error) && !daemon->drain.pending.log_gone &&
	       daemon->options->disk_full == DISK_FULL_ROTATE) {
		if (log_rotate_make_room(&daemon->log))
			return error;
		error = write_once(daemon, with_repeats);
	}
	return error;
}

/* The operator does not want to go on without records. The daemon stays until systemd ends it. */
static void halt(void)
{
	int error = power_off();

	if (error)
		print_error("cannot shut the machine down: %s", strerror(-error));
	else
		print_error("the disk is full: shutting the machine down, as --disk-full halt asks for");
}

static void halt_if_full(const struct daemon *daemon, int error, int last_error)
{
	if (error_is_disk_full(error) && !error_is_disk_full(last_error) &&
	    daemon->options->disk_full == DISK_FULL_HALT)
		halt();
}

static void report_log_error(struct daemon *daemon, int error)
{
	if (error && !daemon->log_error)
		print_error("cannot write %s: %s; events wait in the ring", daemon->options->log, strerror(-error));
	halt_if_full(daemon, error, daemon->log_error);
	daemon->log_error = error;
}

static void report_sync_error(struct daemon *daemon, int error)
{
	if (error && !daemon->sync_error)
		print_error("cannot sync %s: %s; its latest records may be lost", daemon->options->log,
			    strerror(-error));
	halt_if_full(daemon, error, daemon->sync_error);
	daemon->sync_error = error;
}

/* Only after new lines: the kernel reports a failure once, and the next sync without new lines would succeed. */
static void sync_log(struct daemon *daemon)
{
	if (!daemon->options->sync || !daemon->log.path || daemon->drain.pending.last_record == daemon->synced_record)
		return;
	daemon->synced_record = daemon->drain.pending.last_record;
	report_sync_error(daemon, fdatasync(daemon->log.fd) < 0 ? -errno : 0);
}

/* Once a second: a journal that reads too slowly takes some of the records, and not others. */
static void report_journal(struct daemon *daemon)
{
	struct pending_lines *lines = &daemon->drain.pending;
	int error = lines->journal_error;

	if (error && !daemon->journal_error)
		print_error("cannot write to the journal: %s; the records are in %s",
			    error == -EAGAIN ? "it does not read" : strerror(-error), daemon->options->log);
	if (!error && lines->unsent) {
		print_error("the journal lacks %" PRIu64 " records; they are in %s", lines->unsent,
			    daemon->options->log);
		lines->unsent = 0;
	}
	daemon->journal_error = error;
}

void write_events(struct daemon *daemon, bool with_repeats)
{
	int error = write_with_room(daemon, with_repeats);

	if (!error)
		sync_log(daemon);
	follow_ring(daemon, !error);
	report_log_error(daemon, error);
	if (with_repeats)
		report_journal(daemon);
}

void write_state(struct daemon *daemon, enum record_state state, const char *message)
{
	print_error("%s", message);
	drain_state(&daemon->drain, state, message);
}

/* Lines of events whose ring is closed are counted by the next daemon; those of the daemon itself were printed. */
int report_unwritten(struct daemon *daemon)
{
	const struct record_gap *kept = &daemon->drain.lost.kept;
	int error = pending_write(&daemon->drain.pending);

	if (!error)
		error = daemon->log_error;
	if (!error)
		return 0;
	print_error("cannot write %s at the end: %s; events stay in the kernel for the next daemon, but records of the "
		    "daemon itself that waited are lost",
		    daemon->options->log, strerror(-error));
	if (lost_any(kept))
		print_error(
			"%" PRIu64 " allowed and %" PRIu64 " denied decisions and %" PRIu64
			" attach or detach results of what was unloaded are lost: the next daemon writes a gap record",
			kept->lost[GK_ALLOW], kept->lost[GK_DENY], kept->lost_outcomes);
	return error;
}

void note_writer(const struct daemon *daemon)
{
	drain_note_writer(&daemon->drain, daemon->log_path, daemon->log_error ? daemon->log_error : daemon->sync_error);
}

void rotate_log(struct daemon *daemon)
{
	int error;

	if (daemon->rotate_pause > 0) {
		daemon->rotate_pause--;
		return;
	}
	error = log_rotate_if_due(&daemon->log, &daemon->options->rotation);
	if (error < 0 && error != daemon->rotate_error)
		print_error("cannot rotate %s: %s; going on with the file that is open", daemon->options->log,
			    strerror(-error));
	daemon->rotate_error = error < 0 ? error : 0;
	daemon->rotate_pause = error < 0 ? ROTATE_PAUSE - 1 : 0;
}
