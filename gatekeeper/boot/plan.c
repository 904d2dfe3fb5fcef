// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/plan.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/boot/change.h"
#include "gatekeeper/boot/state.h"
#include "gatekeeper/host/kernel-line.h"
#include "gatekeeper/base/lock.h"

#define LOCK "/run/gatekeeper-boot.lock"

/* Does the boot loader use `value`; for NULL: no longer what was ours? */
static bool is_used(const char *next, const struct boot_value *own, const struct boot_value *value)
{
	if (value)
		return next && strcmp(next, value->list) == 0;
	return !own || !next || strcmp(next, own->list) != 0;
}

/* By effect: a drop-in that nothing reads, or an lsm= behind ours, is seen in what the boot loader will use. */
static int check_result(const struct boot_host *host, const struct boot_state *before, const struct boot_value *value,
			struct failure *failure)
{
	const struct boot_mechanism *mechanism = before->mechanism;
	char *line, *next = NULL;
	struct failure why;
	int error = mechanism->read_next(host, &line, &why);

	if (error)
		return failure_set(failure, error, "what the next boot has can't be read: %s", why.text);
	kernel_line_value(line, "lsm", NULL, &next);
	if (!is_used(next, boot_state_own(before), value))
		error = failure_set(
			failure, -EREMOTEIO,
			"after %s the next boot has %s%s and not %s%s: does something come behind %s, or is "
			"it not read?",
			mechanism->command, next ? "lsm=" : "no lsm=", next ? next : "",
			value ? "lsm=" : "what it had before", value ? value->list : "", mechanism->file);
	free(next);
	free(line);
	return error;
}

/* After an error: the files as they were; and the boot loader's configuration from them, if it may have `changed`. */
static void take_back(const struct boot_host *host, const struct boot_state *state, const struct boot_value *value,
		      struct boot_change *change, bool changed, struct failure *failure)
{
	struct failure first = *failure, second;
	int error = boot_change_take_back(change, &second);

	if (!error && changed)
		error = state->mechanism->regenerate(host, value, boot_state_own(state), &second);
	if (error)
		failure_set(failure, error, "%.450s\ntaking it back went wrong too: %.450s", first.text, second.text);
	else
		failure_set(failure, 0, "%.900s\nwhat was changed is taken back", first.text);
}

static int carry_out(const struct boot_host *host, const struct boot_state *state, const struct boot_value *value,
		     struct boot_change *change, struct failure *failure)
{
	bool changed = state->mechanism->partial;
	int error = boot_change_apply(change, failure);

	if (error)
		return error;
	error = state->mechanism->regenerate(host, boot_state_own(state), value, failure);
	if (!error) {
		error = check_result(host, state, value, failure);
		changed = true;
	}
	if (error)
		take_back(host, state, value, change, changed, failure);
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
		fprintf(out, "it is made from the lsm= that this boot has, and that is configured nowhere\n");
	if (state->foreign)
		fprintf(out, "lsm=%s, which somebody else configured, is left where it is; the kernel takes the last\n",
			state->foreign);
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
	const struct boot_value *own = boot_state_own(state);
	struct boot_change change = {};
	int error = state->mechanism->plan(host, own, value, &change, failure);

	if (!error && boot_change_is_empty(&change) && is_used(state->next, own, value)) {
		fprintf(out, "nothing to do: the next boot has lsm=%s already\n", value ? value->list : "");
	} else if (!error && dry_run) {
		print_plan(state, &change, out);
	} else if (!error) {
		error = carry_out(host, state, value, &change, failure);
		if (!error)
			print_done(state, value, out);
	}
	boot_change_free(&change);
	return error;
}

/*
 * Somebody had put an lsm= into the settings and had nothing made from them since: only now it is seen, and ours is not
 * from it yet.
 */
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

static int enable(const struct boot_host *host, struct boot_state *state, bool dry_run, FILE *out,
		  struct failure *failure)
{
	if (state->own_error && state->own_error != -ENOENT) {
		*failure = state->own_why;
		return state->own_error;
	}
	if (state->own_error && state->next_has_bpf == BOOT_YES) {
		fprintf(out, "nothing to do: the next boot has bpf already (%s%s)\n", state->next ? "lsm=" : "",
			state->next ? state->next : "the kernel's own list");
		return 0;
	}
	if (state->composed_error) {
		*failure = state->composed_why;
		return state->composed_error;
	}
	if (state->mechanism)
		return enable_by(host, state, dry_run, out, failure);
	fprintf(out, "lsm=%s\n", state->composed.list);
	return failure_set(failure, -ENOTSUP,
			   "no boot loader's configuration that the gatekeeper knows is here: put the line above on "
			   "the kernel's command line where your system keeps it, and boot again");
}

static int disable(const struct boot_host *host, struct boot_state *state, bool dry_run, FILE *out,
		   struct failure *failure)
{
	if (state->own_error && state->own_error != -ENOENT) {
		*failure = state->own_why;
		return state->own_error;
	}
	if (!state->own_error)
		return change_to(host, state, NULL, dry_run, out, failure);
	fprintf(out, "nothing to do: the gatekeeper has configured no lsm= here\n");
	return 0;
}

/* A ^C reaches the boot loader's program too, which then fails: so what was changed is taken back. */
static void ignore_signals(bool ignore)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], ignore ? SIG_IGN : SIG_DFL);
}

typedef int action(const struct boot_host *host, struct boot_state *state, bool dry_run, FILE *out,
		   struct failure *failure);

static int locked(const struct boot_host *host, action *act, FILE *out, struct failure *failure)
{
	struct boot_state state;
	char path[PATH_MAX];
	int lock, error;

	boot_path(host, LOCK, path);
	lock = lock_take(path, LOCK_WAIT, failure);
	if (lock < 0)
		return lock;
	ignore_signals(true);
	boot_look(host, &state);
	error = act(host, &state, false, out, failure);
	boot_state_free(&state);
	ignore_signals(false);
	close(lock);
	return error;
}

static int dry(const struct boot_host *host, action *act, FILE *out, struct failure *failure)
{
	struct boot_state state;
	int error;

	boot_look(host, &state);
	error = act(host, &state, true, out, failure);
	boot_state_free(&state);
	return error;
}

int boot_enable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure)
{
	return dry_run ? dry(host, enable, out, failure) : locked(host, enable, out, failure);
}

int boot_disable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure)
{
	return dry_run ? dry(host, disable, out, failure) : locked(host, disable, out, failure);
}
