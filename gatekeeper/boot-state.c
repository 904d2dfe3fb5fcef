// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "boot-state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kernel-line.h"
#include "small-file.h"

void boot_host_of_system(struct boot_host *ret_host)
{
	struct timespec up = {};

	clock_gettime(CLOCK_BOOTTIME, &up);
	ret_host->root = "";
	ret_host->booted = time(NULL) - up.tv_sec;
	lsm_sources_of_host(&ret_host->sources);
}

/* What the kernel makes of the command line: its lsm=, or else the built-in list. */
static enum boot_answer has_bpf(struct boot_state *state)
{
	const char *list = state->next ? state->next : state->built_in;

	if (list)
		return lsm_list_has(list, "bpf") ? BOOT_YES : BOOT_NO;
	failure_set(&state->next_why, -ENOENT, "no lsm= is configured, and the kernel's own list is not to be found");
	return BOOT_UNKNOWN;
}

/* Without a boot loader's configuration that is known the next boot is taken to be like this one. */
static int read_next(const struct boot_host *host, const struct boot_mechanism *mechanism, char **ret_line,
		     struct failure *failure)
{
	int error;

	if (mechanism)
		return mechanism->read_next(host, ret_line, failure);
	error = small_file_read(host->sources.command_line, ret_line);
	return error ? failure_set(failure, error, "%s: %s", host->sources.command_line, strerror(-error)) : 0;
}

int boot_look_at_next(const struct boot_host *host, struct boot_state *state)
{
	char *line;
	int error = read_next(host, state->mechanism, &line, &state->next_why);

	state->next = state->foreign = NULL;
	state->next_has_bpf = BOOT_UNKNOWN;
	if (error)
		return error;
	kernel_line_value(line, "lsm", NULL, &state->next);
	kernel_line_value(line, "lsm", state->own, &state->foreign);
	free(line);
	state->next_has_bpf = has_bpf(state);
	return 0;
}

/* From what the next boot would have without us, so that a list that was edited today counts; else from what runs. */
static void compose(const struct boot_host *host, struct boot_state *state)
{
	struct lsm_sources sources = host->sources;
	int error;

	sources.own = state->own;
	if (state->foreign)
		error = lsm_list_with_bpf(state->foreign, &state->composed);
	else
		error = lsm_list_compose(&sources, &state->composed);
	if (error == -EBADMSG)
		failure_set(&state->composed_why, error,
			    "the kernel's list of security modules has names that are none: lsm=%s",
			    state->foreign ? state->foreign : "");
	else if (error)
		failure_set(&state->composed_why, error,
			    "the kernel's list of security modules is not to be found: there is no lsm=, and %s and %s "
			    "can't be read",
			    sources.config, sources.active);
}

/* Configured before this boot, which is without it: then another entry was booted, or it does not count. */
static bool is_missed(const struct boot_host *host, const struct boot_state *state)
{
	char path[PATH_MAX], *line, *running = NULL;
	struct stat status;
	bool missed;

	boot_path(host, state->mechanism->written, path);
	if (stat(path, &status) || status.st_mtime >= host->booted)
		return false;
	if (small_file_read(host->sources.command_line, &line))
		return false;
	kernel_line_value(line, "lsm", NULL, &running);
	missed = !running || strcmp(running, state->own) != 0;
	free(running);
	free(line);
	return missed;
}

void boot_look(const struct boot_host *host, struct boot_state *ret_state)
{
	struct boot_state *state = ret_state;

	*state = (struct boot_state){.mechanism = boot_mechanism_find(host), .own_error = -ENOENT};
	lsm_list_running(&host->sources, &state->running);
	lsm_list_built_in(&host->sources, &state->built_in);
	if (state->mechanism)
		state->own_error = state->mechanism->read_own(host, &state->own, &state->own_why);
	state->missed = state->own && is_missed(host, state);
	boot_look_at_next(host, state);
	compose(host, state);
}

void boot_state_free(struct boot_state *state)
{
	free(state->running);
	free(state->built_in);
	free(state->own);
	free(state->next);
	free(state->foreign);
	free(state->composed);
}
