// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/loop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/lossy-stderr.h"
#include "gatekeeper/base/print-error.h"
#include "gatekeeper/container/registry.h"
#include "gatekeeper/daemon/active-policy.h"
#include "gatekeeper/daemon/changes.h"
#include "gatekeeper/daemon/daemon.h"
#include "gatekeeper/daemon/log-place.h"
#include "gatekeeper/daemon/start.h"
#include "gatekeeper/daemon/unit-status.h"
#include "gatekeeper/daemon/write-log.h"
#include "gatekeeper/host/notify.h"

static void follow_file(struct daemon *daemon)
{
	if (changes_wait_for_trial() || daemon->untold > 0)
		return;
	if (policy_watch_changed(&daemon->watch))
		changes_follow_file(daemon);
	if (policy_watch_is_settled(&daemon->watch))
		policy_changes_mark(&daemon->changes);
}

/* Does the policy in force, from whichever file, know other containers than there are? */
static bool has_other_containers(const struct daemon *daemon, uint64_t generation)
{
	struct gk_slot_head active, other;

	return generation != daemon->containers_followed && image_slot_is_open(&daemon->slot) &&
	       !image_slot_heads(&daemon->slot, &active, &other) && active.flags & GK_IMAGE_NAMES_CONTAINERS;
}

/* A container waits for this before its first instruction. What can't be followed now is tried again by the timer. */
static void follow_containers(struct daemon *daemon)
{
	const uint64_t generation = containers_generation(CONTAINERS_DIRECTORY);

	if (!has_other_containers(daemon, generation) || changes_wait_for_trial() || daemon->untold > 0)
		return;
	if (!changes_follow_containers(daemon))
		daemon->containers_followed = generation;
}

static void take_containers(struct daemon *daemon)
{
	char events[4096];

	while (read(daemon->containers_changed, events, sizeof(events)) > 0)
		;
	follow_containers(daemon);
}

/* Which policies, by their generation, want equal events of the service manager only counted. */
static void follow_counting(struct daemon *daemon)
{
	struct gk_slot_head head[GK_SLOTS];

	if (!image_slot_is_open(&daemon->slot) || image_slot_heads(&daemon->slot, &head[0], &head[1]))
		return;
	for (size_t i = 0; i < GK_SLOTS; i++)
		daemon->drain.counting[i] = head[i].flags & GK_IMAGE_COUNTS_EQUAL ? head[i].generation : 0;
}

/* Has the history told by now who made active what is? */
static void note_told(struct daemon *daemon)
{
	struct history_entry active;

	if (daemon->untold > 0 && !active_policy_read(&daemon->slot, &active))
		changes_note_told(daemon, &active);
}

/* Once a second. */
static void tick(struct daemon *daemon)
{
	uint64_t expirations;

	if (read(daemon->timer, &expirations, sizeof(expirations)) < 0)
		return;
	sd_notify(0, "WATCHDOG=1");
	log_place_follow(daemon);
	changes_follow(daemon);
	changes_settle_trial(daemon);
	changes_note_active(daemon);
	policy_changes_record(&daemon->changes, &daemon->drain);
	note_told(daemon);
	follow_file(daemon);
	follow_containers(daemon);
	keep_follow(&daemon->keep);
	changes_prove(daemon);
	follow_counting(daemon);
	write_events(daemon, true);
	note_writer(daemon);
	if (!daemon->drain.pending.text && !daemon->log_moved)
		rotate_log(daemon);
}

static void reopen_log(struct daemon *daemon)
{
	int error = log_file_reopen(&daemon->log);

	if (error)
		print_error("cannot open %s: %s; going on with the file that is open", daemon->options->log,
			    strerror(-error));
}

/* SIGHUP: the log may have been rotated, and the policy may mean something else although its file is the same. */
static void take_signal(struct daemon *daemon)
{
	struct signalfd_siginfo info;

	if (read(daemon->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo != SIGHUP) {
		daemon->ending = true;
		return;
	}
	sd_notify(0, "RELOADING=1");
	reopen_log(daemon);
	changes_reload(daemon);
	unit_status_ready(daemon);
}

static void take_event(struct daemon *daemon, int fd)
{
	if (fd == daemon->signals)
		take_signal(daemon);
	else if (fd == daemon->timer)
		tick(daemon);
	else if (fd == daemon->containers_changed)
		take_containers(daemon);
	else
		write_events(daemon, false);
	unit_status_report(daemon);
}

static int run_loop(struct daemon *daemon)
{
	struct epoll_event events[4];

	while (!daemon->ending) {
		int count = epoll_wait(daemon->epoll, events, ARRAY_LENGTH(events), -1);

		if (count < 0 && errno != EINTR)
			return -errno;
		for (int i = 0; i < count; i++)
			take_event(daemon, events[i].data.fd);
	}
	return daemon->failed ? -ECONNRESET : 0;
}

/* The last status: a manager that does not read it within a second will show the one before. */
static void report_stop(const struct daemon *daemon)
{
	const struct timespec step = {.tv_nsec = 100 * 1000 * 1000};
	const char *status =
		image_slot_is_open(&daemon->slot) ? "stopped; the policy stays in force" : "stopped; nothing is loaded";

	for (int i = 0; i < 10 && sd_notifyf(0, "STOPPING=1\nSTATUS=%s", status) == -EAGAIN; i++)
		nanosleep(&step, NULL);
}

/* Returns why the log lacks what is to be written, or 0. */
static int stop(struct daemon *daemon, int error)
{
	int unwritten;

	if (!error)
		report_stop(daemon);
	write_events(daemon, true);
	drain_left_out(&daemon->drain);
	write_state(daemon, RECORD_DAEMON_STOPPED,
		    !error ? "daemon stopped; the policy stays in force"
		    : image_slot_is_open(&daemon->slot)
			    ? "daemon stopped: NOT ENFORCING; its next start loads the policy anew"
			    : "daemon stopped; its next start loads the policy anew");
	unwritten = report_unwritten(daemon);
	daemon_release(daemon);
	return unwritten;
}

int daemon_run(const struct daemon_options *options)
{
	struct daemon daemon = DAEMON_INITIAL(options);
	struct failure failure;
	int error = lossy_stderr_begin(), unwritten;

	if (error)
		print_error("messages may make the daemon wait for who reads them: %s", strerror(-error));
	error = daemon_start(&daemon, &failure);
	if (error) {
		print_error("%s", failure.text);
		return error;
	}
	error = run_loop(&daemon);
	unwritten = stop(&daemon, error);
	return error ? error : unwritten;
}
