// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/changes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/lock.h"
#include "gatekeeper/base/print-error.h"
#include "gatekeeper/daemon/active-policy.h"
#include "gatekeeper/daemon/write-log.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/settle-trial.h"
#include "gatekeeper/history/folder.h"
#include "gatekeeper/history/keep.h"

/* Compiles the policy file, and watches what the result depends on. */
static int compile_file(struct daemon *daemon, struct gk_image **ret_image, struct failure *failure)
{
	const struct daemon_options *options = daemon->options;
	struct policy_inputs inputs = {0};
	int error = policy_load_compile(options->policy, daemon_load_flags(options), &inputs, ret_image, failure);

	policy_watch_set(&daemon->watch, &inputs);
	return error;
}

/*
 * Programs are not loaded: that needs capabilities that were given up. `replaced`: the generation of the image that is
 * to be replaced; 0: whichever is active. Returns -ESTALE if another one is, or another negative errno.
 */
static int publish(struct daemon *daemon, struct gk_image *image, const char *path, __u64 replaced,
		   struct failure *failure)
{
	int error;

	if (!image_slot_is_open(&daemon->slot))
		return failure_set(failure, -ENOENT, "nothing is loaded; run gatekeeper load %s", path);
	error = enforcer_publish(&daemon->slot, image, path, replaced, failure);
	if (error)
		return error;
	daemon->generation = image->generation;
	history_keep(image, path, HISTORY_FOLLOWED);
	return 0;
}

/* The same policy as before is no change; that it knows other containers is nothing to record. */
static void write_reloaded(struct daemon *daemon, const char *message)
{
	if (policy_changes_record(&daemon->changes, &daemon->drain))
		print_error("%s", message);
	else if (!daemon->only_containers)
		write_state(daemon, RECORD_POLICY_LOADED, message);
}

void changes_note_not_replaced(struct daemon *daemon, const char *reason)
{
	snprintf(daemon->not_replaced, sizeof(daemon->not_replaced), "%.*s", (int)strcspn(reason, "\n"), reason);
}

static void write_rejected(struct daemon *daemon, const struct failure *failure)
{
	char message[sizeof(failure->text) + 64];

	snprintf(message, sizeof(message), "the old policy stays in force: %s", failure->text);
	write_state(daemon, RECORD_POLICY_REJECTED, message);
}

static void write_result(struct daemon *daemon, const char *subject, int error, const struct failure *failure)
{
	char message[sizeof(failure->text) + 64];

	if (error) {
		if (image_slot_is_open(&daemon->slot))
			changes_note_not_replaced(daemon, failure->text);
		write_rejected(daemon, failure);
		return;
	}
	if (!daemon->only_containers)
		changes_note_not_replaced(daemon, "");
	snprintf(message, sizeof(message), "%s: in force", subject);
	write_reloaded(daemon, message);
}

static int publish_file(struct daemon *daemon, struct gk_image *image, __u64 replaced)
{
	const char *path = daemon->options->policy;
	struct failure failure;
	int error = publish(daemon, image, path, replaced, &failure);

	if (error == -ESTALE)
		return error;
	if (!error)
		history_entry_make(image, path, HISTORY_FOLLOWED, &daemon->followed);
	write_result(daemon, path, error, &failure);
	return error;
}

/*
 * Is another policy active, and to stay? It is if somebody put it, as by load --previous, in the place of the text that
 * the policy file has now; and it is if only containers came or went. `ret_active` is what is active, if that is known.
 */
static bool is_to_stay(struct daemon *daemon, const struct history_entry *file, struct history_entry *ret_active)
{
	struct history history;

	if (active_policy_read(&daemon->slot, ret_active) || history_entry_is_alike(ret_active, file))
		return false;
	active_policy_find(&history, ret_active);
	if (policy_changes_followed(&daemon->changes, &history, file))
		daemon->followed = *file;
	return daemon->only_containers || history_entry_is_alike(&daemon->followed, file);
}

void changes_note_followed(struct daemon *daemon, const struct gk_image *image)
{
	struct history_entry file;
	struct history history;
	struct failure ignored;
	size_t i;

	if (history_read(HISTORY_STATE, &history, &ignored))
		return;
	for (i = history.count; i > 0 && history.entry[i - 1].how == HISTORY_TRIED; i--)
		;
	history_entry_make(image, daemon->options->policy, HISTORY_FOLLOWED, &file);
	if (i > 0 && history_entry_is_alike(&history.entry[i - 1], &file))
		daemon->followed = file;
}

/* The active policy is not in the file: what its paths stand for may have changed all the same. */
static int renew_active(struct daemon *daemon, const struct history_entry *active)
{
	_cleanup_(kept_policy_release) struct kept_policy policy;
	struct failure failure;
	char subject[64 + POLICY_DIGEST_TEXT_SIZE];
	int error = active_policy_open(active, &policy, &failure);

	if (!daemon->only_containers)
		policy_watch_add(&daemon->watch, &policy.inputs);
	if (!error)
		error = publish(daemon, policy.image, active->path, daemon->generation, &failure);
	if (error == -ESTALE)
		return error;
	snprintf(subject, sizeof(subject), "sha256:%s, which was loaded after the text of the file", active->digest);
	write_result(daemon, subject, error, &failure);
	return error;
}

#define UNTOLD_LOOKS 8 /* a load writes into the history within a second or two, if it can */

void changes_note_active(struct daemon *daemon)
{
	struct gk_slot_head active, other;

	if (!image_slot_is_open(&daemon->slot) || image_slot_heads(&daemon->slot, &active, &other))
		return;
	if (active.generation == daemon->generation)
		return;
	daemon->untold = daemon->generation ? UNTOLD_LOOKS : 0;
	daemon->generation = active.generation;
}

void changes_note_told(struct daemon *daemon, const struct history_entry *active)
{
	char message[192];

	if (daemon->changes.told && history_entry_is_alike(&daemon->changes.last, active))
		daemon->untold = 0;
	if (daemon->untold == 0 || --daemon->untold > 0)
		return;
	snprintf(message, sizeof(message),
		 "sha256:%s became active (generation %llu), and gatekeeper history does not tell by whom: see "
		 "gatekeeper status",
		 active->digest, daemon->generation);
	write_state(daemon, RECORD_POLICY_LOADED, message);
}

int changes_follow_file(struct daemon *daemon)
{
	const char *path = daemon->options->policy;
	_cleanup_free_ struct gk_image *image = NULL;
	struct history_entry file, active;
	struct failure failure;
	bool is_active, stays;
	int error = compile_file(daemon, &image, &failure);

	daemon->policy_rejected = error != 0;
	if (error) {
		write_rejected(daemon, &failure);
		return error;
	}
	history_entry_make(image, path, HISTORY_FOLLOWED, &file);
	active = (struct history_entry){0};
	stays = is_to_stay(daemon, &file, &active);
	is_active = stays || history_entry_is_alike(&active, &file);
	if (is_active && protection_is_sealed()) /* it cannot be published again, and need not be */
		changes_note_not_replaced(daemon, "");
	else if (stays)
		error = renew_active(daemon, &active);
	else
		error = publish_file(daemon, image, daemon->generation);
	if (error == -ESTALE)
		policy_watch_again(&daemon->watch);
	return error;
}

void changes_reload(struct daemon *daemon)
{
	static const char on_trial[] = "a policy is on trial; the policy file is read when that is over";
	const bool waits = changes_wait_for_trial();

	if (waits) {
		print_error("%s", on_trial);
		changes_note_not_replaced(daemon, on_trial);
	}
	changes_note_active(daemon);
	if (waits || daemon->untold > 0)
		policy_watch_again(&daemon->watch);
	else if (!changes_follow_file(daemon))
		policy_changes_mark(
			&daemon->changes); /* an edit that comes before the next look is told from this one */
}

/* By its text in the history, if that has it: the file may have an error, or another policy. */
int changes_follow_containers(struct daemon *daemon)
{
	struct history_entry active;
	struct history history;
	int error = active_policy_read(&daemon->slot, &active);

	if (error)
		return error;
	active_policy_find(&history, &active);
	daemon->only_containers = true;
	if (active.path[0])
		error = renew_active(daemon, &active);
	else
		error = policy_watch_may_be_unsettled(&daemon->watch) ? -ESTALE : changes_follow_file(daemon);
	daemon->only_containers = false;
	return error == -ESTALE ? error : 0; /* what is wrong is said once */
}

bool changes_restore_pins(struct daemon *daemon)
{
	struct failure failure;
	char message[96], point[PINS_POINT_SIZE];
	int restored = keep_restore(&daemon->keep, &failure);

	if (restored < 0)
		print_error("%s", failure.text);
	if (restored <= 0)
		return false;
	if (pins_have_mount_above(point, sizeof(point)))
		snprintf(message, sizeof(message), "a mount on %s hid %d pins; they are there, too", point, restored);
	else
		snprintf(message, sizeof(message), "%d pins were removed by someone; they are there again", restored);
	write_state(daemon, RECORD_PINS_RESTORED, message);
	return true;
}

/* Ends the daemon with a failure, so that the service manager starts another one, which loads. */
static void give_up(struct daemon *daemon, enum record_state state, const char *why)
{
	snprintf(daemon->trouble, sizeof(daemon->trouble), "%s", why);
	write_state(daemon, state, why);
	daemon->failed = true;
	daemon->ending = true;
}

/* Unloading takes until the kernel has detached the programs. */
static void judge_unloaded(struct daemon *daemon)
{
	if (enforcer_is_alive()) {
		snprintf(daemon->trouble, sizeof(daemon->trouble), "NO RECORDS: unloaded, but the programs still run");
		return;
	}
	daemon->trouble[0] = '\0';
	daemon->was_loaded = false;
	write_state(daemon, RECORD_POLICY_UNLOADED, "unloaded by someone else: nothing is enforced any more");
}

static void judge_pins_gone(struct daemon *daemon)
{
	char point[PINS_POINT_SIZE], why[sizeof(daemon->trouble)];

	if (!enforcer_is_alive() || !pins_are_hidden(point, sizeof(point))) {
		give_up(daemon, RECORD_ENFORCEMENT_LOST, "NOT ENFORCING: the pins were removed by someone");
		return;
	}
	snprintf(why, sizeof(why),
		 "NO RECORDS: a mount on %s hides the pins of the programs, which go on as before; umount %s", point,
		 point);
	give_up(daemon, RECORD_ENFORCEMENT_LOST, why);
}

/* Tells apart, while nobody is loading, why the slot or the ring cannot be opened. */
static void judge_closed(struct daemon *daemon)
{
	struct failure failure;
	_cleanup_close_ int lock = lock_take(LOCK_LOAD, 0, &failure);

	if (lock < 0)
		return; /* the next second tells */
	if (pins_has("gk_build"))
		give_up(daemon, RECORD_LOCKED_OUT,
			"NO RECORDS: cannot read the events of the programs that are loaded now: this daemon was "
			"started before them; its next start can");
	else if (daemon->was_loaded && pins_were_unloaded())
		judge_unloaded(daemon);
	else if (daemon->was_loaded)
		judge_pins_gone(daemon);
}

static void keep_rest(struct daemon *daemon)
{
	int error = drain_keep_rest(&daemon->drain);

	if (error)
		print_error("the log cannot be written, and what was in the kernel when it was unloaded is lost in "
			    "part, or "
			    "with this process: %s",
			    strerror(-error));
}

/* Somebody unloaded, or loaded other programs: empties the old ring, then opens the new one. */
static void reopen(struct daemon *daemon, bool restored)
{
	write_events(daemon, true);
	if (daemon->drain.pending.text && !pins_were_unloaded())
		return; /* the log cannot be written, and nothing is to be lost */
	if (daemon->drain.pending.text)
		keep_rest(daemon); /* unload waits for what this process holds */
	drain_close(&daemon->drain);
	daemon->ring_followed = false;
	image_slot_close(&daemon->slot);
	if (image_slot_open(&daemon->slot) || drain_open(&daemon->drain)) {
		image_slot_close(&daemon->slot);
		judge_closed(daemon);
		return;
	}
	daemon->was_loaded = true;
	daemon->trouble[0] = '\0';
	keep_refresh(&daemon->keep);
	write_events(daemon, true);
	if (!restored)
		write_state(daemon, RECORD_POLICY_LOADED, "other programs were loaded; following their events");
}

void changes_follow(struct daemon *daemon)
{
	bool restored = changes_restore_pins(daemon);

	if (drain_is_stale(&daemon->drain) || daemon->was_loaded != image_slot_is_open(&daemon->slot))
		reopen(daemon, restored);
}

void changes_settle_trial(struct daemon *daemon)
{
	struct trial trial = {0};
	struct failure failure;
	_cleanup_close_ int lock = -1;

	if (!image_slot_is_open(&daemon->slot) || !trial_is_unsettled(&daemon->slot))
		return;
	lock = lock_take(LOCK_LOAD, 0, &failure);
	if (lock < 0)
		return;
	trial_read(&trial);
	if (!trial_settle(&daemon->slot, &failure) && trial.over)
		history_keep_taken_back();
}

bool changes_wait_for_trial(void)
{
	struct trial trial;

	return !trial_read(&trial) && trial.running;
}

void changes_prove(struct daemon *daemon)
{
	char message[sizeof(daemon->trouble)];

	if (!image_slot_is_open(&daemon->slot))
		return;
	switch (watchdog_tick(&daemon->watchdog, message, sizeof(message))) {
	case WATCHDOG_NOTHING_NEW:
		break;
	case WATCHDOG_RESTORED:
		daemon->trouble[0] = '\0';
		write_state(daemon, RECORD_ENFORCEMENT_RESTORED, message);
		break;
	case WATCHDOG_LOST:
		snprintf(daemon->trouble, sizeof(daemon->trouble), "%s", message);
		write_state(daemon, RECORD_ENFORCEMENT_LOST, message);
		break;
	case WATCHDOG_GIVE_UP:
		give_up(daemon, RECORD_ENFORCEMENT_LOST, message);
		break;
	}
}
