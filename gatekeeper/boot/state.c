// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/boot/entry-choice.h"
#include "gatekeeper/boot/loader.h"
#include "gatekeeper/host/kernel-line.h"

/* COMMAND_LINE_SIZE of the kernel, with the NUL; the smallest that an architecture's kernels have had. */
#if defined(__s390x__)
#define COMMAND_LINE_SIZE 4096
#elif defined(__riscv)
#define COMMAND_LINE_SIZE 1024
#else
#define COMMAND_LINE_SIZE 2048
#endif

const struct boot_value *boot_state_own(const struct boot_state *state)
{
	return state->own_error || state->owner != state->mechanism ? NULL : &state->own;
}

/*
 * Without an lsm= the kernel takes its own list. But an lsm= of this boot that is configured nowhere comes from where
 * the gatekeeper can't see, and the next boot may have it again.
 */
static enum boot_answer has_bpf_without(struct boot_state *state)
{
	if (!state->built_in) {
		failure_set(&state->next_why, -ENOENT, "no lsm= is configured, and the kernel's own list is unknown");
		return BOOT_UNKNOWN;
	}
	if (!lsm_list_has(state->built_in, "bpf"))
		return BOOT_NO;
	if (!state->booted || lsm_list_has(state->booted, "bpf"))
		return BOOT_YES;
	failure_set(&state->next_why, -ENOENT,
		    "this boot has lsm=%.200s, which is configured nowhere, and so may the next", state->booted);
	return BOOT_NO;
}

static enum boot_answer has_bpf(struct boot_state *state)
{
	if (!state->next)
		return has_bpf_without(state);
	return lsm_list_has(state->next, "bpf") ? BOOT_YES : BOOT_NO;
}

/* What boots next without a mechanism: an entry can be read, also one that the gatekeeper can't configure. */
enum next_source { NEXT_ENTRY, NEXT_IMAGE, NEXT_ASSUMED };

static enum next_source find_source(const struct boot_host *host, struct boot_entry *ret_image)
{
	struct boot_entry entry;
	struct failure failure;
	const char *ignored;

	switch (boot_loader_find(host, &ignored)) {
	case LOADER_ENTRIES:
		return boot_entry_find_next(host, &entry, &failure) == -ENOENT ? NEXT_ASSUMED : NEXT_ENTRY;
	case LOADER_FIRMWARE:
		return boot_loader_is_firmware_same(host) && boot_entry_find_started(host, ret_image) ? NEXT_IMAGE
												      : NEXT_ASSUMED;
	case LOADER_UNKNOWN:
	case LOADER_GRUB:
	case LOADER_UNUSABLE:
		break;
	}
	return NEXT_ASSUMED;
}

static int read_line(const struct boot_host *host, const struct boot_mechanism *mechanism, char **ret_line,
		     struct failure *failure)
{
	const char *path = host->sources.command_line;
	struct boot_entry image;
	int error;

	if (mechanism)
		return mechanism->read_next(host, ret_line, failure);
	switch (find_source(host, &image)) {
	case NEXT_ENTRY:
		return boot_entry_read_next(host, ret_line, failure);
	case NEXT_IMAGE:
		return boot_entry_read_line(&image, ret_line, failure);
	case NEXT_ASSUMED:
		break;
	}
	error = text_file_read(path, ret_line);
	return error ? failure_set(failure, error, "cannot read %s: %s", path, strerror(-error)) : 0;
}

int boot_read_next(const struct boot_host *host, const struct boot_mechanism *mechanism, char **ret_line,
		   struct failure *failure)
{
	_cleanup_free_ char *line = NULL;
	int error = boot_loader_check_firmware(host, failure);

	if (!error)
		error = read_line(host, mechanism, &line, failure);
	if (error)
		return error;
	if (strlen(line) >= COMMAND_LINE_SIZE)
		return failure_set(failure, -E2BIG,
				   "the command line of the next boot has %zu bytes, and the kernel keeps %d",
				   strlen(line), COMMAND_LINE_SIZE - 1);
	*ret_line = STEAL_POINTER(line);
	return 0;
}

static char *foreign_in(const struct boot_state *state, const char *line)
{
	const struct boot_value *own = boot_state_own(state);
	char *foreign = NULL;

	kernel_line_value(line, "lsm", own ? own->list : NULL, &foreign);
	return foreign;
}

static void look_at_next(const struct boot_host *host, struct boot_state *state)
{
	_cleanup_free_ char *line = NULL;
	struct boot_entry image;

	state->is_assumed = !state->mechanism && find_source(host, &image) == NEXT_ASSUMED;
	if (boot_read_next(host, state->mechanism, &line, &state->next_why))
		return;
	kernel_line_value(line, "lsm", NULL, &state->next);
	state->foreign = foreign_in(state, line);
	state->next_has_bpf = has_bpf(state);
}

/* An lsm= that someone configured, but did not make entries with yet. */
static void look_at_configured(const struct boot_host *host, struct boot_state *state)
{
	_cleanup_free_ char *line = NULL;
	struct failure ignored;

	if (!state->mechanism || !state->mechanism->read_configured ||
	    state->mechanism->read_configured(host, &line, &ignored))
		return;
	free(state->foreign);
	state->foreign = foreign_in(state, line);
}

/*
 * Our lsm= is made from the first of: someone's configured lsm=; the lsm= of this boot, also when later boots have
 * ours; the kernel's own list. So a second `enable` changes nothing, before and after the reboot, and follows the list
 * of a new kernel.
 */
static int compose_from(const struct boot_host *host, struct boot_state *state, char **ret_list)
{
	const struct boot_value *own = boot_state_own(state);
	int error;

	if (state->foreign)
		return lsm_list_with_bpf(state->foreign, ret_list);
	state->composed.of_boot = own ? own->of_boot : state->booted != NULL;
	if (!own)
		return lsm_list_compose(&host->sources, ret_list);
	if (own->of_boot)
		return lsm_list_with_bpf(own->list, ret_list);
	error = lsm_list_compose_built_in(&host->sources, ret_list);
	return error ? lsm_list_with_bpf(own->list, ret_list) : 0;
}

static int check_composed(const struct boot_host *host, struct boot_state *state, int error)
{
	struct failure *why = &state->composed_why;

	if (error == -EBADMSG)
		return failure_set(why, error, "the list of security modules has a malformed name: lsm=%.200s",
				   state->foreign  ? state->foreign
				   : state->booted ? state->booted
						   : state->built_in);
	if (error)
		return failure_set(why, error,
				   "the list of security modules is unknown: the command line has no lsm=, and neither "
				   "%s nor %s can be "
				   "read; mount securityfs: mount -t securityfs securityfs /sys/kernel/security",
				   host->sources.config, host->sources.active);
	return 0;
}

/* `capability` is always active; ima and evm are too, and come last whatever lsm= says. */
static bool is_lost(const char *name, const char *list)
{
	return *name && !lsm_list_has("capability,ima,evm", name) && !lsm_list_has(list, name);
}

static void find_lost(struct boot_state *state)
{
	_cleanup_free_ char *running = state->running ? strdup(state->running) : NULL;
	size_t used = 0;

	for (char *rest = running, *name = strsep(&rest, ","); name; name = strsep(&rest, ",")) {
		if (!is_lost(name, state->composed.list) || used + strlen(name) + 2 > sizeof(state->lost))
			continue;
		used += (size_t)snprintf(state->lost + used, sizeof(state->lost) - used, "%s%s", used ? "," : "", name);
	}
}

static void compose(const struct boot_host *host, struct boot_state *state)
{
	_cleanup_free_ char *list = NULL;

	state->composed_error = check_composed(host, state, compose_from(host, state, &list));
	if (state->composed_error)
		return;
	if (strlen(list) >= sizeof(state->composed.list)) {
		state->composed_error = failure_set(&state->composed_why, -E2BIG, "lsm=%.200s... is too long", list);
		return;
	}
	strcpy(state->composed.list, list);
	find_lost(state);
}

/* Configured before this boot, which does not have it: another entry was booted, or the entry is not as configured. */
static bool is_missed(const struct boot_host *host, const struct boot_state *state)
{
	char path[PATH_MAX];
	struct stat status;

	boot_path(host, state->mechanism->written, path);
	if (stat(path, &status) || status.st_mtime >= host->booted)
		return false;
	return !state->booted || strcmp(state->booted, state->own.list) != 0;
}

static void look_at_running(const struct boot_host *host, struct boot_state *state)
{
	_cleanup_free_ char *line = NULL;

	lsm_list_running(&host->sources, &state->running);
	lsm_list_built_in(&host->sources, &state->built_in);
	if (text_file_read(host->sources.command_line, &line) == 0)
		kernel_line_value(line, "lsm", NULL, &state->booted);
}

void boot_look(const struct boot_host *host, struct boot_state *ret_state)
{
	struct boot_state *state = ret_state;

	*state = (struct boot_state){.own_error = -ENOENT, .next_has_bpf = BOOT_UNKNOWN};
	state->mechanism = boot_mechanism_find(host, &state->mechanism_why);
	look_at_running(host, state);
	state->owner =
		boot_mechanism_find_owner(host, state->mechanism, &state->own, &state->own_error, &state->own_why);
	state->missed = boot_state_own(state) && is_missed(host, state);
	look_at_next(host, state);
	look_at_configured(host, state);
	compose(host, state);
}

void boot_state_free(struct boot_state *state)
{
	free(state->running);
	free(state->built_in);
	free(state->booted);
	free(state->next);
	free(state->foreign);
}
