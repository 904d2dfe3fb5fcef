/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What changes while the daemon runs: the policy file, what is loaded, whether it enforces. */
#ifndef GATEKEEPER_DAEMON_CHANGES_H
#define GATEKEEPER_DAEMON_CHANGES_H

#include "gatekeeper/daemon/daemon.h"

/*
 * Compiles the policy file and publishes it. If that fails, the old policy stays active. A text of the file that was
 * active already, and was replaced by somebody's load, is not published again: the active policy is, as its paths may
 * stand for something else. Nothing is if somebody loads meanwhile: the next look tells. Returns 0 or a negative errno,
 * which is on record.
 */
int changes_follow_file(struct daemon *daemon);

/*
 * The same because somebody asked for it. It is left to the next looks while a policy is on trial, or while the history
 * does not tell who loaded.
 */
void changes_reload(struct daemon *daemon);

/*
 * A trial, or another load, is in the way of the policy file, which compiled to `image`, and ends by itself. Had the
 * file this text before the trial, another policy that is confirmed stays as if this daemon had seen its trial begin.
 */
void changes_note_followed(struct daemon *daemon, const struct gk_image *image);

/* Notes, for the status, why the active policy stays although the policy file has no error; "": it need not go. */
void changes_note_not_replaced(struct daemon *daemon, const char *reason);

/*
 * Compiles the policy in force anew because containers came or went: that is no record if all is well. Returns 0, or a
 * negative errno: it is to be tried again.
 */
int changes_follow_containers(struct daemon *daemon);

/*
 * Looks whether somebody else made another image active. Until the history tells who (daemon->untold), what the policy
 * file has is not compared with what is active.
 */
void changes_note_active(struct daemon *daemon);

/* After a look at the history: a change to `active` that it does not tell of in time has a record of its own. */
void changes_note_told(struct daemon *daemon, const struct history_entry *active);

/*
 * Puts back pins that somebody removed, and follows what is loaded now. If only a new start of the daemon helps, the
 * daemon ends: a process that was started before the programs were loaded is a stranger to them.
 */
void changes_follow(struct daemon *daemon);

/* Puts back pins that somebody removed. Returns whether there were any. */
bool changes_restore_pins(struct daemon *daemon);

/* Puts on record that a trial is over, and frees what it needed; does nothing while somebody holds the lock. */
void changes_settle_trial(struct daemon *daemon);

/* Is a policy on trial? A changed policy file waits for its end. */
bool changes_wait_for_trial(void);

/* Asks the canary from time to time. If enforcement stays lost, the daemon ends. */
void changes_prove(struct daemon *daemon);

#endif
