// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The verb daemon: loads the policy, follows what it depends on, drains the ring into the audit log. Enforcement does
 * not depend on it: what it publishes stays in force when it ends, however it ends.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "gatekeeper/daemon/confine.h"
#include "gatekeeper/daemon/options.h"
#include "gatekeeper/daemon/ring-to-log.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/log/journal.h"
#include "gatekeeper/daemon/fd-store.h"
#include "gatekeeper/base/lock.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/daemon/policy-watch.h"
#include "gatekeeper/host/power-off.h"
#include "gatekeeper/host/notify.h"
#include "gatekeeper/daemon/race-undo.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/daemon/watchdog.h"

#define POLICY_DEFAULT "/etc/gatekeeper/policy.yaml"

static bool audit, journal;
static const char *log_path = LOG_FILE_DEFAULT;
static struct daemon_words words;

struct daemon {
	const char *policy;
	struct policy_watch watch;
	struct daemon_options options;
	struct log_file log;
	struct drain drain;
	struct image_slot slot;
	bool slot_open;
	struct keep keep;
	struct watchdog watchdog;
	struct undo undo;
	int epoll;
	int signals;
	int timer;
	bool ending;
	bool failed;     /* it ends because enforcement is gone; the service manager starts another, which loads */
	bool following;  /* the ring wakes us up */
	bool log_failed; /* said once, not every second */
	bool journal_failed;
};

static int follow(struct daemon *daemon, int fd)
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
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd >= 0 && timerfd_settime(fd, 0, &second, NULL)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Woken by the ring only while the log can be written; otherwise the timer tries again, once a second. */
static void follow_ring(struct daemon *daemon, bool wanted)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = drain_fd(&daemon->drain)};

	if (event.data.fd < 0 || wanted == daemon->following)
		return;
	if (!epoll_ctl(daemon->epoll, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, event.data.fd, &event))
		daemon->following = wanted;
}

static int drain_once(struct daemon *daemon, bool with_repeats)
{
	int error = drain_all(&daemon->drain);

	if (!error && with_repeats)
		error = drain_repeats(&daemon->drain);
	return error;
}

/* Going on without a record is what the operator does not want. The daemon stays until systemd ends it. */
static void halt(void)
{
	int error = power_off();

	if (error)
		print_error("the machine can't be shut down: %s", strerror(-error));
	else
		print_error("the disk is full: the machine is shut down, as --disk-full halt asks for");
}

static void drain(struct daemon *daemon, bool with_repeats)
{
	int error = drain_once(daemon, with_repeats);

	while (error == -ENOSPC && daemon->options.disk_full == DISK_FULL_ROTATE && !log_rotate_make_room(&daemon->log))
		error = drain_once(daemon, with_repeats);
	if (!error && daemon->options.sync && daemon->log.path)
		fdatasync(daemon->log.fd);

	follow_ring(daemon, !error);
	if (error && !daemon->log_failed)
		print_error("%s: %s; events stay in the ring until it can be written", log_path, strerror(-error));
	if (error == -ENOSPC && daemon->options.disk_full == DISK_FULL_HALT && !daemon->log_failed)
		halt();
	daemon->log_failed = error != 0;
	if (daemon->drain.journal_error && !daemon->journal_failed)
		print_error("the journal: %s; the records are in %s", strerror(-daemon->drain.journal_error), log_path);
	daemon->journal_failed = daemon->drain.journal_error != 0;
}

static void record(struct daemon *daemon, enum record_state state, const char *message)
{
	print_error("%s", message);
	drain_state(&daemon->drain, state, message);
}

/* The programs are there; only the policy is replaced. What can't be put in force leaves the old one there. */
static void reload(struct daemon *daemon)
{
	struct policy_inputs inputs = {0};
	struct gk_image *image = NULL;
	struct failure failure;
	char message[sizeof(failure.text) + 64];
	int error = policy_load_compile(daemon->policy, audit, &inputs, &image, &failure);

	policy_watch_set(&daemon->watch, &inputs);
	if (!error && !daemon->slot_open)
		error = failure_set(&failure, -ENOENT, "nothing is loaded; run gatekeeper load %s", daemon->policy);
	error = error ?: enforcer_publish(&daemon->slot, image, daemon->policy, &failure);
	free(image);
	if (error)
		snprintf(message, sizeof(message), "the old policy stays in force: %s", failure.text);
	else
		snprintf(message, sizeof(message), "%s: in force", daemon->policy);
	record(daemon, error ? RECORD_POLICY_REJECTED : RECORD_POLICY_LOADED, message);
	sd_notify(0, error ? "STATUS=the policy file is wrong; the old policy stays in force" : "STATUS=in force");
}

/* Pins are gone, and nobody unloaded. True when they were put back. */
static bool restore_pins(struct daemon *daemon)
{
	struct failure failure;
	char message[64];
	int restored = keep_restore(&daemon->keep, &failure);

	if (restored < 0)
		print_error("%s", failure.text);
	if (restored <= 0)
		return false;
	snprintf(message, sizeof(message), "%d pins were removed by someone; they are there again", restored);
	record(daemon, RECORD_PINS_RESTORED, message);
	return true;
}

/* Someone unloaded, or loaded other programs: the old ring is emptied, then the new one followed. */
static void reopen_ring(struct daemon *daemon, bool restored)
{
	bool was_open = daemon->drain.ring != NULL;

	drain(daemon, true);
	if (daemon->drain.pending)
		return; /* the log can't be written; nothing is dropped */
	drain_close(&daemon->drain);
	daemon->following = false;
	if (daemon->slot_open)
		image_slot_close(&daemon->slot);
	daemon->slot_open = !image_slot_open(&daemon->slot);
	if (!drain_open(&daemon->drain, &daemon->log)) {
		follow_ring(daemon, true);
		keep_refresh(&daemon->keep);
		if (!restored)
			record(daemon, RECORD_POLICY_LOADED, "other programs were loaded; following their events");
	} else if (was_open) {
		record(daemon, RECORD_POLICY_UNLOADED, "unloaded by someone else: nothing is enforced any more");
	}
}

static void rotate(struct daemon *daemon)
{
	int error = log_rotate_if_due(&daemon->log, &daemon->options.rotation);

	if (error < 0)
		print_error("%s can't be rotated: %s", log_path, strerror(-error));
}

/* Loud: enforcement is what this is for. */
static void prove(struct daemon *daemon)
{
	char message[256];
	enum watchdog_news news;

	if (!daemon->slot_open || !daemon->drain.ring)
		return;
	news = watchdog_tick(&daemon->watchdog, message, sizeof(message));
	if (news == WATCHDOG_NOTHING_NEW)
		return;
	if (news == WATCHDOG_RESTORED) {
		record(daemon, RECORD_ENFORCEMENT_RESTORED, message);
		sd_notify(0, "STATUS=in force");
		return;
	}
	record(daemon, RECORD_ENFORCEMENT_LOST, message);
	sd_notifyf(0, "STATUS=%s", message);
	daemon->failed = daemon->ending = news == WATCHDOG_GIVE_UP;
}

static void tick(struct daemon *daemon)
{
	uint64_t expirations;
	bool restored;

	if (read(daemon->timer, &expirations, sizeof(expirations)) < 0)
		return;
	sd_notify(0, "WATCHDOG=1");
	restored = restore_pins(daemon);
	if (drain_is_stale(&daemon->drain))
		reopen_ring(daemon, restored);
	if (policy_watch_changed(&daemon->watch))
		reload(daemon);
	keep_follow(&daemon->keep);
	prove(daemon);
	drain(daemon, true);
	if (!daemon->drain.pending)
		rotate(daemon);
}

static void reopen_log(struct daemon *daemon)
{
	int error = log_file_reopen(&daemon->log);

	if (error)
		print_error("%s: %s; going on with the file that is open", log_path, strerror(-error));
}

/* SIGHUP: the log may have been rotated, and the policy mean something else although its file is the same. */
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
	reload(daemon);
	sd_notify(0, "READY=1");
}

static int run_loop(struct daemon *daemon)
{
	struct epoll_event events[4];
	int count, i;

	while (!daemon->ending) {
		count = epoll_wait(daemon->epoll, events, 4, -1);
		if (count < 0 && errno != EINTR)
			return -errno;
		for (i = 0; i < count; i++) {
			if (events[i].data.fd == daemon->signals)
				take_signal(daemon);
			else if (events[i].data.fd == daemon->timer)
				tick(daemon);
			else
				drain(daemon, false);
		}
	}
	return 0;
}

/* The policy into force; when it is wrong, one that is loaded already stays, and without one there is no daemon. */
static int start_policy(struct daemon *daemon, struct failure *failure)
{
	struct policy_inputs inputs = {0};
	struct gk_image *image = NULL;
	struct failure reason;
	int error;

	error = policy_load_compile(daemon->policy, audit, &inputs, &image, &reason);
	policy_watch_set(&daemon->watch, &inputs);
	error = error ?: policy_load_install(image, daemon->policy, ~0ULL, &reason); /* it loads no more later */
	free(image);
	if (error && image_slot_open(&daemon->slot))
		return failure_set(failure, error, "%s", reason.text);
	if (!error)
		error = image_slot_open(&daemon->slot);
	else
		error = 0, print_error("the policy that is loaded stays in force: %s", reason.text);
	daemon->slot_open = !error;
	return error ? failure_set(failure, error, "what was loaded can't be opened: %s", strerror(-error)) : 0;
}

static int open_all(struct daemon *daemon, struct failure *failure)
{
	int error;

	keep_receive(&daemon->keep);
	error = lock_take(LOCK_DAEMON, 0, failure);
	if (error < 0)
		return error;
	error = undo_start(&daemon->undo); /* before the signals: the child takes none from us */
	if (error)
		return failure_set(failure, error, "the child that undoes races can't be started: %s",
				   strerror(-error));
	daemon->signals = open_signals(); /* first: a signal during the start waits for the loop */
	error = log_file_open(log_path, &daemon->log);
	if (error)
		return failure_set(failure, error, "%s: %s", log_path, strerror(-error));
	log_file_chain(&daemon->log);
	daemon->drain = (struct drain){.log = &daemon->log, .undo = &daemon->undo, .journal = journal};
	restore_pins(daemon);
	error = start_policy(daemon, failure);
	if (error)
		return error;
	keep_refresh(&daemon->keep);
	error = drain_open(&daemon->drain, &daemon->log);
	if (error)
		return failure_set(failure, error, "the ring buffer can't be opened: %s", strerror(-error));
	daemon->epoll = epoll_create1(EPOLL_CLOEXEC);
	daemon->timer = open_timer();
	if (daemon->epoll < 0 || daemon->signals < 0 || daemon->timer < 0 || follow(daemon, daemon->signals) ||
	    follow(daemon, daemon->timer))
		return failure_set(failure, -errno, "the event loop can't be set up: %s", strerror(errno));
	return 0;
}

/* Last, because everything that needs more is open by now. */
static int confine(const struct daemon_options *options, struct failure *failure)
{
	int error = confine_capabilities();

	error = error ?: confine_syscalls(options->disk_full == DISK_FULL_HALT ? POWER_OFF_SIGNAL : 0);
	return error ? failure_set(failure, error, "the daemon can't be confined: %s", strerror(-error)) : 0;
}

static int run_daemon(char **arguments)
{
	struct daemon daemon = {.policy = arguments[0] ? arguments[0] : POLICY_DEFAULT, .undo.fd = -1, .epoll = -1};
	struct failure failure;
	int error = daemon_options_read(&words, &daemon.options);

	if (error)
		return EXIT_MISUSE;
	error = open_all(&daemon, &failure);
	error = error ?: confine(&daemon.options, &failure);
	if (error) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	record(&daemon, RECORD_DAEMON_STARTED, "daemon started");
	drain(&daemon, true);
	sd_notify(0, "READY=1\nSTATUS=in force");
	error = run_loop(&daemon);
	if (!daemon.failed)
		sd_notify(0, "STOPPING=1\nSTATUS=the policy stays in force");
	drain(&daemon, true);
	record(&daemon, RECORD_DAEMON_STOPPED,
	       daemon.failed ? "daemon stopped: NOT ENFORCING; its next start loads the policy anew"
			     : "daemon stopped; the policy stays in force");
	drain_close(&daemon.drain);
	undo_stop(&daemon.undo);
	image_slot_close(&daemon.slot);
	log_file_close(&daemon.log);
	policy_inputs_release(&daemon.watch.inputs);
	return error || daemon.failed ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "log",
	 .value = "FILE",
	 .help = "the audit log; default " LOG_FILE_DEFAULT ", - is stdout",
	 .text = &log_path},
	{.name = "rotate-size",
	 .value = "MIB",
	 .help = "rotate the log when it has this size; default: never",
	 .text = &words.rotate_size},
	{.name = "rotate-age",
	 .value = "DAYS",
	 .help = "and when it is that old; default: never",
	 .text = &words.rotate_age},
	{.name = "rotate-keep",
	 .value = "COUNT",
	 .help = "rotated files that are kept; default 8",
	 .text = &words.rotate_keep},
	{.name = "disk-full",
	 .value = "suspend|rotate|halt",
	 .help = "events wait for room (default), the oldest rotated file goes, or the machine is shut down",
	 .text = &words.disk_full},
	{.name = "sync",
	 .value = "never|batch",
	 .help = "wait for the disk after each batch; default never",
	 .text = &words.sync},
	{.name = "journal", .help = "write each record to the journal, too, with fields", .flag = &journal},
	{.name = "audit", .help = "log the verdicts and refuse nothing, whatever the file's mode", .flag = &audit},
	{0},
};

const struct verb verb_daemon = {
	.name = "daemon",
	.arguments = "[POLICY]",
	.summary = "load the policy, follow its files, write the audit log",
	.maximum = 1,
	.options = options,
	.run = run_daemon,
};
