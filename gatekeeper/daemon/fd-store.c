// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/fd-store.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/base/lock.h"
#include "gatekeeper/enforce/detach-wait.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/route-links.h"
#include "gatekeeper/host/notify.h"

#define ENDING_SECONDS 3 /* without one more program that has ended */
#define HIDDEN_SECONDS 10

/* Waits of 10 ms, as a manager reads more slowly than it is given: at the start, and with each refresh after that. */
#define START_PATIENCE 500
#define PATIENCE 20

static void pin_path(const char *name, char *ret_path)
{
	snprintf(ret_path, PINS_PATH_SIZE, PINS_DIRECTORY "/%s", name);
}

static void add(struct keep *keep, const char *name, int fd)
{
	if (keep->count == KEEP_MAX || strlen(name) >= KEEP_NAME_MAX) {
		close(fd);
		return;
	}
	strcpy(keep->kept[keep->count].name, name);
	keep->kept[keep->count].is_ungiven = false;
	keep->kept[keep->count++].fd = fd;
}

static uint32_t map_id(int fd)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	return fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size) ? 0 : info.id;
}

static uint32_t pinned_build(void)
{
	_cleanup_close_ int fd = pins_open_to_read("gk_build");

	return map_id(fd);
}

static uint32_t kept_build(const struct keep *keep)
{
	for (unsigned int i = 0; i < keep->count; i++)
		if (!strcmp(keep->kept[i].name, "gk_build"))
			return map_id(keep->kept[i].fd);
	return 0;
}

void keep_receive(struct keep *keep)
{
	char **names = NULL;
	int count = sd_listen_fds_with_names(1, &names);
	int i;

	*keep = (struct keep){.patience = START_PATIENCE};
	for (i = 0; i < count; i++) {
		add(keep, names[i], SD_LISTEN_FDS_START + i);
		free(names[i]);
	}
	free(names);
	keep->build = kept_build(keep);
}

static bool is_managed(void)
{
	return getenv("NOTIFY_SOCKET") != NULL;
}

/* Returns whether the manager was told. One that is gone is told as well as it can be. */
static bool tell(struct keep *keep, const char *message, const int *fd)
{
	const struct timespec step = {.tv_nsec = 10 * 1000 * 1000};

	while (sd_pid_notify_with_fds(0, 0, message, fd, fd ? 1 : 0) == -EAGAIN) {
		if (keep->patience == 0)
			return false;
		keep->patience--;
		nanosleep(&step, NULL);
	}
	return true;
}

/* FDPOLL=0: the manager must not drop a map whose descriptor reports a hang-up, as some kinds of map do. */
static bool give(struct keep *keep, const char *name, int fd)
{
	char message[KEEP_NAME_MAX + 64];

	snprintf(message, sizeof(message), "FDSTORE=1\nFDPOLL=0\nFDNAME=%s", name);
	return tell(keep, message, &fd);
}

static bool take_back(struct keep *keep, const char *name)
{
	char message[KEEP_NAME_MAX + 64];

	snprintf(message, sizeof(message), "FDSTOREREMOVE=1\nFDNAME=%s", name);
	return tell(keep, message, NULL);
}

/* The manager drops by name, so what leaves goes first. What it does not read now is told by the next look. */
static void tell_changes(struct keep *keep)
{
	while (keep->leaving_count > 0) {
		if (!take_back(keep, keep->leaving[keep->leaving_count - 1]))
			return;
		keep->leaving_count--;
	}
	for (unsigned int i = 0; i < keep->count; i++) {
		if (keep->kept[i].is_ungiven && !give(keep, keep->kept[i].name, keep->kept[i].fd))
			return;
		keep->kept[i].is_ungiven = false;
	}
}

static bool is_leaving(const struct keep *keep, const char *name)
{
	for (unsigned int i = 0; i < keep->leaving_count; i++)
		if (!strcmp(keep->leaving[i], name))
			return true;
	return false;
}

/* What finds no room is let go of when the unit stops. */
static void leave(struct keep *keep, const char *name)
{
	if (keep->leaving_count < KEEP_MAX && !is_leaving(keep, name))
		strcpy(keep->leaving[keep->leaving_count++], name);
}

void keep_release(struct keep *keep)
{
	for (unsigned int i = 0; i < keep->count; i++) {
		leave(keep, keep->kept[i].name);
		close(keep->kept[i].fd);
	}
	keep->count = 0;
	keep->build = 0;
	tell_changes(keep);
}

/* Maps are held for reading, whatever the protection is now: a pin can be made of them all the same, and who opens that
 * for writing is asked again. Only maps can be opened so. */
static int open_pin(const char *name)
{
	int fd = pins_open_to_read(name);

	return fd == -EINVAL ? pins_open(name) : fd;
}

static void add_pins(struct keep *keep)
{
	_cleanup_closedir_ DIR *directory = opendir(PINS_DIRECTORY);

	while (directory) {
		struct dirent *entry = readdir(directory);
		int fd;

		if (!entry)
			return;
		fd = entry->d_name[0] == '.' ? -1 : open_pin(entry->d_name);
		if (fd >= 0)
			add(keep, entry->d_name, fd);
	}
}

void keep_refresh(struct keep *keep)
{
	struct keep now = {.build = pinned_build()};

	keep->patience = MAX(keep->patience, PATIENCE);
	if (is_managed())
		add_pins(&now);
	/* The links just opened still hold what is let go of here. */
	keep_release(keep);
	memcpy(now.leaving, keep->leaving, sizeof(now.leaving));
	now.leaving_count = keep->leaving_count;
	now.patience = keep->patience;
	for (unsigned int i = 0; i < now.count; i++)
		now.kept[i].is_ungiven = true;
	tell_changes(&now);
	*keep = now;
	keep->patience = 0;
}

static bool is_pinned(const struct keep *keep, unsigned int i)
{
	char path[PINS_PATH_SIZE];

	pin_path(keep->kept[i].name, path);
	return access(path, F_OK) == 0 || errno != ENOENT;
}

static bool all_pinned(const struct keep *keep)
{
	for (unsigned int i = 0; i < keep->count; i++)
		if (!is_pinned(keep, i))
			return false;
	return true;
}

static bool holds(const struct keep *keep, const char *name)
{
	for (unsigned int i = 0; i < keep->count; i++)
		if (!strcmp(keep->kept[i].name, name))
			return true;
	return false;
}

static bool holds_all_pins(const struct keep *keep)
{
	_cleanup_closedir_ DIR *directory = opendir(PINS_DIRECTORY);

	while (directory) {
		const struct dirent *entry = readdir(directory);

		if (!entry)
			return true;
		if (entry->d_name[0] != '.' && !holds(keep, entry->d_name))
			return false;
	}
	return true;
}

void keep_follow(struct keep *keep)
{
	tell_changes(keep);
	if (is_managed() && keep->count < KEEP_MAX && !holds_all_pins(keep))
		keep_refresh(keep);
}

static void let_go(struct keep *keep, unsigned int i)
{
	leave(keep, keep->kept[i].name);
	close(keep->kept[i].fd);
	keep->kept[i] = keep->kept[--keep->count];
}

/* Lets go of hooks whose pins are gone because the policy does not need them. A policy that cannot be read needs all.
 */
static void let_unneeded_go(struct keep *keep)
{
	uint64_t operations = ~0ULL;
	unsigned int i = 0;

	if (enforcer_operations(&operations))
		return;
	while (i < keep->count) {
		const char *name = keep->kept[i].name;

		if (routes_is_route(name) && !is_pinned(keep, i) && !routes_is_needed(name, operations))
			let_go(keep, i);
		else
			i++;
	}
	tell_changes(keep);
}

static int restore_pins(struct keep *keep, bool routes, struct failure *failure)
{
	char path[PINS_PATH_SIZE];
	int restored = 0;

	for (unsigned int i = 0; i < keep->count; i++) {
		if (routes_is_route(keep->kept[i].name) != routes || is_pinned(keep, i))
			continue;
		pin_path(keep->kept[i].name, path);
		if (bpf_obj_pin(keep->kept[i].fd, path))
			return failure_set(failure, -errno, "cannot re-pin %s: %s", path, strerror(errno));
		restored++;
	}
	return restored;
}

/* The policy first: it tells which hooks of non-bpf() paths are needed. */
static int restore_locked(struct keep *keep, struct failure *failure)
{
	int restored, routes;
	int error = pins_make(failure);

	if (error)
		return error;
	restored = restore_pins(keep, false, failure);
	if (restored < 0)
		return restored;
	let_unneeded_go(keep);
	routes = restore_pins(keep, true, failure);
	if (routes < 0)
		return routes;
	return restored + routes;
}

/* Is another load pinned than the one that is held? Then a pin that is gone stays gone. */
static bool is_replaced(const struct keep *keep)
{
	uint32_t pinned = pinned_build();

	return pinned && pinned != keep->build;
}

/* Programs that kept this process out did not tell their ids. */
static void wait_until_readable(void)
{
	const struct timespec step = {.tv_nsec = 100 * 1000 * 1000};
	uint64_t operations;

	for (int i = 0; i < HIDDEN_SECONDS * 10 && enforcer_operations(&operations); i++)
		nanosleep(&step, NULL);
}

void keep_let_replaced_go(struct keep *keep)
{
	struct old_programs old = {0};

	if (keep->count == 0 || !is_replaced(keep))
		return;
	for (unsigned int i = 0; i < keep->count; i++)
		old_programs_add(&old, keep->kept[i].fd);
	keep_release(keep);
	old_programs_ended(&old, ENDING_SECONDS);
	wait_until_readable();
}

int keep_restore(struct keep *keep, struct failure *failure)
{
	_cleanup_close_ int lock = -1;

	if (all_pinned(keep) || is_replaced(keep))
		return 0;
	if (pins_were_unloaded()) {
		keep_release(keep);
		return 0;
	}
	lock = lock_take(LOCK_LOAD, 0, failure);
	if (lock < 0)
		return lock == -EBUSY ? 0 : lock;
	/* Somebody else may have had the lock since the checks above. */
	if (is_replaced(keep) || pins_were_unloaded())
		return 0;
	return restore_locked(keep, failure);
}
