// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/start.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/lock.h"
#include "gatekeeper/base/print-error.h"
#include "gatekeeper/container/registry.h"
#include "gatekeeper/daemon/changes.h"
#include "gatekeeper/daemon/confine.h"
#include "gatekeeper/daemon/unit-status.h"
#include "gatekeeper/daemon/write-log.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/history/keep.h"
#include "gatekeeper/host/power-off.h"
#include "gatekeeper/log/lost-note.h"

static int watch_descriptor(struct daemon *daemon, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	return epoll_ctl(daemon->epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int open_timer(void)
{
	const struct itimerspec second = {.it_interval.tv_sec = 1, .it_value.tv_sec = 1};
	_cleanup_close_ int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd < 0 || timerfd_settime(fd, 0, &second, NULL))
		return -1;
	return STEAL_FD(fd);
}

/* Compiles the policy file and loads it, with the programs for every operation: later, none can be loaded. */
static int load_policy(struct daemon *daemon, struct failure *failure)
{
	struct policy_inputs inputs = {0};
	_cleanup_free_ struct gk_image *image = NULL;
	int error;

	daemon->containers_followed = containers_generation(CONTAINERS_DIRECTORY);
	error = policy_load_compile(daemon->options->policy, daemon_load_flags(daemon->options), &inputs, &image,
				    failure);

	policy_watch_set(&daemon->watch, &inputs);
	daemon->policy_rejected = error != 0;
	if (error)
		return error;
	error = policy_load_install(image, daemon->options->policy, EVERY_OPERATION, failure);
	if (error == -EBUSY)
		changes_note_followed(daemon, image);
	else if (error)
		changes_note_not_replaced(daemon, failure->text);
	if (error)
		return error;
	daemon->generation = image->generation;
	daemon->load_unlisted = history_keep(image, daemon->options->policy, HISTORY_LOADED) != 0;
	history_entry_make(image, daemon->options->policy, HISTORY_LOADED, &daemon->followed);
	return 0;
}

/*
 * Opens what is loaded now. `load_error` and `reason` are of load_policy(): a policy that cannot be loaded leaves the
 * old one active, and if there is none, the daemon does not start.
 */
static int open_loaded(struct daemon *daemon, int load_error, const struct failure *reason, struct failure *failure)
{
	int error = image_slot_open(&daemon->slot);

	if (error && load_error)
		return failure_set(failure, load_error, "%s", reason->text);
	if (error)
		return failure_set(failure, error, "cannot open what was loaded: %s", strerror(-error));
	keep_refresh(&daemon->keep);
	error = drain_open(&daemon->drain);
	if (error)
		return failure_set(failure, error, "cannot open the ring buffer: %s", strerror(-error));
	daemon->was_loaded = true;
	return 0;
}

/* Before anything else: the children inherit no signal and no descriptor from us. */
static int start_children(struct daemon *daemon, struct failure *failure)
{
	int error = undo_start(&daemon->undo);

	if (error)
		return failure_set(failure, error, "cannot start the child that undoes races: %s", strerror(-error));
	error = observer_start(&daemon->observer);
	if (error)
		return failure_set(failure, error, "cannot start the child that reads links of /proc: %s",
				   strerror(-error));
	daemon->signals = open_signals(); /* from here on a signal waits for the loop */
	return 0;
}

static int open_log(struct daemon *daemon, struct failure *failure)
{
	int error = log_file_open(daemon->options->log, &daemon->log);

	if (error == -EBADF)
		return failure_set(failure, error, "cannot write the log to stdout: it is closed or only for reading");
	if (error)
		return failure_set(failure, error, "cannot open %s: %s", daemon->options->log, strerror(-error));
	if (daemon->log.tail.zeros)
		print_error("%s ended with %lld zero bytes, as a crash of the machine leaves them: its latest records "
			    "may be "
			    "missing",
			    daemon->options->log, (long long)daemon->log.tail.zeros);
	log_file_chain(&daemon->log);
	daemon->log_path = daemon->log.path ? realpath(daemon->log.path, NULL) : NULL;
	daemon->drain = (struct drain){.undo = &daemon->undo,
				       .observer = &daemon->observer,
				       .containers = &daemon->containers,
				       .pending = {.log = &daemon->log, .journal = daemon->options->journal},
				       DRAIN_CLOSED};
	error = lost_note_open(LOST_NOTE, &daemon->drain.lost);
	if (error)
		print_error(
			"cannot read how many events the last daemon could not write: %s: %s; gap records may count "
			"too few",
			LOST_NOTE, strerror(-error));
	return 0;
}

/* Without it, changes are seen by the timer. */
static int open_containers(void)
{
	_cleanup_close_ int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd < 0 || containers_make(CONTAINERS_DIRECTORY) ||
	    inotify_add_watch(fd, CONTAINERS_DIRECTORY, IN_MOVED_TO | IN_ONLYDIR) < 0)
		return -1;
	return STEAL_FD(fd);
}

static int open_loop(struct daemon *daemon, struct failure *failure)
{
	daemon->epoll = epoll_create1(EPOLL_CLOEXEC);
	daemon->timer = open_timer();
	daemon->containers_changed = open_containers();
	if (daemon->epoll < 0 || daemon->signals < 0 || daemon->timer < 0 ||
	    watch_descriptor(daemon, daemon->signals) || watch_descriptor(daemon, daemon->timer) ||
	    (daemon->containers_changed >= 0 && watch_descriptor(daemon, daemon->containers_changed)))
		return failure_set(failure, -errno, "cannot set up the event loop: %s", strerror(errno));
	return 0;
}

static int open_all(struct daemon *daemon, struct failure *failure)
{
	int error;

	keep_receive(&daemon->keep);
	error = lock_take(LOCK_DAEMON, 0, failure); /* held until the process ends */
	if (error < 0)
		return error;
	error = start_children(daemon, failure);
	if (error)
		return error;
	error = open_log(daemon, failure);
	if (error)
		return error;
	return open_loop(daemon, failure);
}

/* Last, because everything that needs more is open by now. */
static int confine(const struct daemon_options *options, struct failure *failure)
{
	int error = confine_capabilities();

	if (!error)
		error = confine_syscalls(options->disk_full == DISK_FULL_HALT ? POWER_OFF_SIGNAL : 0);
	if (error)
		return failure_set(failure, error, "cannot confine the daemon: %s", strerror(-error));
	return 0;
}

static void report_start(struct daemon *daemon, int load_error, const struct failure *reason)
{
	char message[sizeof(reason->text) + 64];

	write_state(daemon, RECORD_DAEMON_STARTED, "daemon started");
	if (load_error) {
		snprintf(message, sizeof(message), "the old policy stays in force: %s", reason->text);
		write_state(daemon, RECORD_POLICY_REJECTED, message);
	}
	if (daemon->load_unlisted) {
		snprintf(message, sizeof(message), "%.*s: in force", (int)sizeof(reason->text),
			 daemon->options->policy);
		write_state(daemon, RECORD_POLICY_LOADED, message);
	}
	write_events(daemon, true);
	note_writer(daemon);
	unit_status_ready(daemon);
	unit_status_report(daemon);
}

/* An image, which is larger, goes back to the kernel when it is freed. If that is not set, glibc raises it with the
 * first. */
#define RETURNED_FROM (128 * 1024) /* bytes */

int daemon_start(struct daemon *daemon, struct failure *failure)
{
	struct failure reason;
	int load_error;
	int error;

	mallopt(M_MMAP_THRESHOLD, RETURNED_FROM);
	error = open_all(daemon, failure);
	if (error)
		return error;
	changes_restore_pins(daemon);
	keep_let_replaced_go(&daemon->keep);
	policy_changes_begin(&daemon->changes);
	load_error = load_policy(daemon, &reason);
	error = open_loaded(daemon, load_error, &reason, failure);
	if (error)
		return error;
	malloc_trim(0); /* libbpf read the kernel's BTF, which is of no use any more: several megabytes */
	error = confine(daemon->options, failure);
	if (error)
		return error;
	report_start(daemon, load_error, &reason);
	return 0;
}

void daemon_release(struct daemon *daemon)
{
	drain_close(&daemon->drain);
	pending_cut(&daemon->drain.pending, 0);
	left_out_release(&daemon->drain.left_out);
	undo_stop(&daemon->undo);
	observer_stop(&daemon->observer);
	known_containers_release(&daemon->containers);
	image_slot_close(&daemon->slot);
	log_file_close(&daemon->log);
	free(daemon->log_path);
	policy_inputs_release(&daemon->watch.inputs);
	close_fd(&daemon->epoll);
	close_fd(&daemon->timer);
	close_fd(&daemon->containers_changed);
	close_fd(&daemon->signals);
}
