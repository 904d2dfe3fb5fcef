// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/plan.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/lock.h"
#include "gatekeeper/boot/change.h"
#include "gatekeeper/boot/state.h"
#include "gatekeeper/host/kernel-line.h"

#define LOCK "/run/gatekeeper-boot.lock"

/* Does the next boot have `value`; if NULL: does it no longer have what was ours? */
static bool is_used(const char *next, const struct boot_value *own, const struct boot_value *value)
{
	if (value)
		return next && strcmp(next, value->list) == 0;
	return !own || !next || strcmp(next, own->list) != 0;
}

/* A drop-in that nothing reads, or an lsm= behind ours, shows in what the boot loader has. */
static int check_result(const struct boot_host *host, const struct boot_state *before, const struct boot_value *value,
			struct failure *failure)
{
	const struct boot_mechanism *mechanism = before->mechanism;
	_cleanup_free_ char *line = NULL, *next = NULL;
	struct failure why;
	int error = boot_read_next(host, mechanism, &line, &why);

	if (!value && (error == -E2BIG || error == -ENOTUNIQ || error == -ENOENT))
		return 0; /* as it was before `enable`, or not ours */
	if (error)
		return failure_set(failure, error, "cannot check the command line of the next boot: %.900s", why.text);
	kernel_line_value(line, "lsm", NULL, &next);
	if (is_used(next, boot_state_own(before), value))
		return 0;
	return failure_set(failure, -EREMOTEIO,
			   "after %s the next boot has %s%s and not %s%s: does something come behind %s, or is it not "
			   "read?",
			   mechanism->command, next ? "lsm=" : "no lsm=", next ? next : "",
			   value ? "lsm=" : "what it had before", value ? value->list : "", mechanism->file);
}

/* After an error: the files as they were, and the boot loader's configuration from them if it may have changed. */
static void undo(const struct boot_host *host, const struct boot_state *state, const struct boot_value *value,
		 struct boot_change *change, bool is_changed, struct failure *failure)
{
	struct failure first = *failure, second;
	int error = boot_change_undo(change, &second);

	if (!error && is_changed)
		error = state->mechanism->regenerate(host, value, boot_state_own(state), &second);
	if (error && error != -EKEYREJECTED)
		failure_set(failure, error, "%.450s\nundoing it failed too: %.450s", first.text, second.text);
	else
		failure_set(failure, 0, "%.900s\neverything is undone", first.text);
}

static int carry_out(const struct boot_host *host, const struct boot_state *state, const struct boot_value *value,
		     struct boot_change *change, struct failure *failure)
{
	int error = boot_change_apply(change, failure);

	if (error)
		return error;
	error = state->mechanism->regenerate(host, boot_state_own(state), value, failure);
	if (error) {
		undo(host, state, value, change, state->mechanism->partial, failure);
		return error;
	}
	error = check_result(host, state, value, failure);
	if (error)
		undo(host, state, value, change, true, failure);
	return error;
}

static void print_done(const struct boot_state *state, const struct boot_value *value, FILE *out)
{
	if (!value) {
		fprintf(out, "the gatekeeper's lsm= is no longer configured for the next boot (%s)\n",
			state->mechanism->file);
		return;
	}
	fprintf(out, "configured for the next boot (%s): lsm=%s\n", state->mechanism->file, value->list);
	if (value->of_boot)
		fprintf(out, "it is made from the lsm= of this boot, which is configured nowhere\n");
	if (state->foreign)
		fprintf(out, "lsm=%s, which someone else configured, is kept; the kernel takes the last\n",
			state->foreign);
	if (state->lost[0])
		fprintf(out, "warning: active now, but not in that list: %s\n", state->lost);
	fprintf(out, "now reboot, then: gatekeeper doctor\n");
}

static void print_plan(const struct boot_state *state, const struct boot_change *change, FILE *out)
{
	boot_change_print(change, out);
	fprintf(out, "then: %s\n", state->mechanism->command);
}

static int change_to(const struct boot_host *host, const struct boot_state *state, const struct boot_value *value,
		     bool dry_run, FILE *out, struct failure *failure)
{
	_cleanup_(boot_change_free) struct boot_change change = {};
	const struct boot_value *own = boot_state_own(state);
	int error = state->mechanism->plan(host, own, value, &change, failure);

	if (error)
		return error;
	if (boot_change_is_empty(&change) && is_used(state->next, own, value)) {
		fprintf(out, "nothing to do: the next boot has lsm=%s already\n", value ? value->list : "");
		return 0;
	}
	if (dry_run) {
		print_plan(state, &change, out);
		return 0;
	}
	error = carry_out(host, state, value, &change, failure);
	if (!error)
		print_done(state, value, out);
	return error;
}

/* Someone had changed lsm= in the settings without generating anything since, so that ours is not made from it yet. */
static bool is_overtaken(const struct boot_host *host, struct boot_state *state)
{
	boot_state_free(state);
	boot_look(host, state);
	return !state->own_error && !state->composed_error && strcmp(state->own.list, state->composed.list) != 0;
}

static int enable_by(const struct boot_host *host, struct boot_state *state, bool dry_run, FILE *out,
		     struct failure *failure)
{
	int error = change_to(host, state, &state->composed, dry_run, out, failure);

	if (!error && !dry_run && is_overtaken(host, state))
		error = change_to(host, state, &state->composed, dry_run, out, failure);
	return error;
}

/* Prints the lsm= for the administrator to configure. */
static int print_remedy(const struct boot_state *state, FILE *out, struct failure *failure)
{
	fprintf(out, "lsm=%s\n", state->composed.list);
	if (state->lost[0])
		fprintf(out, "warning: active now, but not in that list: %s\n", state->lost);
	return failure_set(failure, -ENOTSUP,
			   "the gatekeeper can't configure this system's boot loader: put the line above on the "
			   "kernel's command line (%.400s), then reboot",
			   state->mechanism_why.text);
}

static int enable(const struct boot_host *host, struct boot_state *state, bool dry_run, FILE *out,
		  struct failure *failure)
{
	if (state->own_error && state->owner && state->owner == state->mechanism) {
		*failure = state->own_why;
		return state->own_error;
	}
	if (!boot_state_own(state) && state->next_has_bpf == BOOT_YES) {
		fprintf(out, "nothing to do: %s bpf already (%s%s)\n",
			state->is_assumed ? "this boot has, and the next if its command line stays,"
					  : "the next boot has",
			state->next ? "lsm=" : "", state->next ? state->next : "the kernel's own list");
		return 0;
	}
	if (state->composed_error) {
		*failure = state->composed_why;
		return state->composed_error;
	}
	if (state->mechanism)
		return enable_by(host, state, dry_run, out, failure);
	return print_remedy(state, out, failure);
}

static int disable(const struct boot_host *host, struct boot_state *state, bool dry_run, FILE *out,
		   struct failure *failure)
{
	if (state->owner && state->own_error) {
		*failure = state->own_why;
		return state->own_error;
	}
	state->mechanism = state->owner;
	if (state->owner)
		return change_to(host, state, NULL, dry_run, out, failure);
	fprintf(out, "nothing to do: the gatekeeper has configured no lsm= here\n");
	return 0;
}

/* A ^C reaches the boot loader's program too, which then fails, and the change is undone. */
static void ignore_signals(bool ignore)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

	for (size_t i = 0; i < ARRAY_LENGTH(signals); i++)
		signal(signals[i], ignore ? SIG_IGN : SIG_DFL);
}

typedef int action(const struct boot_host *host, struct boot_state *state, bool dry_run, FILE *out,
		   struct failure *failure);

static int run_locked(const struct boot_host *host, action *act, FILE *out, struct failure *failure)
{
	_cleanup_(boot_state_free) struct boot_state state = {};
	_cleanup_close_ int lock = -1;
	char path[PATH_MAX];
	int error;

	boot_path(host, LOCK, path);
	lock = lock_take(path, LOCK_WAIT, failure);
	if (lock < 0)
		return lock;
	ignore_signals(true);
	boot_look(host, &state);
	error = act(host, &state, false, out, failure);
	ignore_signals(false);
	return error;
}

static int run_dry(const struct boot_host *host, action *act, FILE *out, struct failure *failure)
{
	_cleanup_(boot_state_free) struct boot_state state = {};

	boot_look(host, &state);
	return act(host, &state, true, out, failure);
}

int boot_enable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure)
{
	return dry_run ? run_dry(host, enable, out, failure) : run_locked(host, enable, out, failure);
}

int boot_disable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure)
{
	return dry_run ? run_dry(host, disable, out, failure) : run_locked(host, disable, out, failure);
}
