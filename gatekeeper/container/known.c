// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/known.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/container/registry.h"

#define NANOSECONDS 1000000000ULL
#define MAXIMUM (2 * CONTAINERS_MAX) /* with those that have ended */

/* Two changes of a directory within a tick of the kernel's clock have the same time; the longest tick is 10 ms. */
#define TICK (20 * NANOSECONDS / 1000)

/* A file of the registry is known by its inode and its time: one that replaces it has others. */
struct known_container {
	struct container container;
	ino_t inode;
	struct timespec written;
	bool is_seen;   /* in the directory, at the last look */
	uint64_t ended; /* when it was not there any more, CLOCK_BOOTTIME in ns; 0: it is */
};

static uint64_t nanoseconds(struct timespec time)
{
	return (uint64_t)time.tv_sec * NANOSECONDS + (uint64_t)time.tv_nsec;
}

static bool is_same_time(struct timespec one, struct timespec other)
{
	return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

static struct known_container *find_file(const struct known_containers *all, const struct stat *status)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->known[i]->inode == status->st_ino && is_same_time(all->known[i]->written, status->st_mtim))
			return all->known[i];
	return NULL;
}

/* Without memory, the container stays unknown until the directory changes again. */
static void add(struct known_containers *all, int directory_fd, const char *name, const struct stat *status)
{
	_cleanup_free_ struct known_container *known = NULL;
	struct known_container **more;

	if (all->count >= MAXIMUM)
		return;
	known = malloc(sizeof(*known));
	if (!known || containers_read(directory_fd, name, &known->container))
		return;
	more = realloc(all->known, (all->count + 1) * sizeof(*all->known));
	if (!more)
		return;
	known->inode = status->st_ino;
	known->written = status->st_mtim;
	known->is_seen = true;
	known->ended = 0;
	all->known = more;
	all->known[all->count++] = STEAL_POINTER(known);
}

static void look_at(struct known_containers *all, int directory_fd, const char *name)
{
	struct known_container *known;
	struct stat status;

	if (name[0] == '.' || fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW))
		return;
	known = find_file(all, &status);
	if (known)
		known->is_seen = true;
	else
		add(all, directory_fd, name, &status);
}

static void look_at_all(struct known_containers *all)
{
	_cleanup_close_ int fd = containers_open(all->directory);
	_cleanup_closedir_ DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;

	if (!directory)
		return;
	fd = -1; /* the stream has it */
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		look_at(all, dirfd(directory), entry->d_name);
}

/* Notes what has ended, and forgets what ended long ago. */
static void settle_ended(struct known_containers *all)
{
	uint64_t time = clock_nanoseconds(CLOCK_BOOTTIME);
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++) {
		struct known_container *known = all->known[i];

		if (!known->is_seen && !known->ended)
			known->ended = time;
		if (known->ended && time - known->ended > KNOWN_SECONDS * NANOSECONDS)
			free(known);
		else
			all->known[kept++] = known;
	}
	all->count = kept;
}

void known_containers_refresh(struct known_containers *all)
{
	struct stat status = {0};
	uint64_t time;

	if (lstat(all->directory, &status) && !all->count)
		return;
	if (all->settled && is_same_time(status.st_mtim, all->changed))
		return;
	time = clock_nanoseconds(CLOCK_REALTIME);
	all->changed = status.st_mtim;
	all->settled = time > nanoseconds(status.st_mtim) + TICK;
	memset(all->answers, 0, sizeof(all->answers));
	for (size_t i = 0; i < all->count; i++)
		all->known[i]->is_seen = false;
	look_at_all(all);
	settle_ended(all);
}

/* One that is there comes before one that has ended, the outermost before one below it. */
static bool is_better(const struct known_container *one, const struct known_container *other)
{
	if (!other || !one->ended != !other->ended)
		return !other || !one->ended;
	return strlen(one->container.cgroup) < strlen(other->container.cgroup);
}

static const struct known_container *search(const struct known_containers *all, const char *path, uint64_t time)
{
	const struct known_container *best = NULL;

	for (size_t i = 0; i < all->count; i++) {
		const struct known_container *known = all->known[i];

		if (container_has_path(&known->container, path) && (!known->ended || time <= known->ended) &&
		    is_better(known, best))
			best = known;
	}
	return best;
}

const struct container *known_containers_find(void *containers, uint64_t id, const char *path, uint64_t time)
{
	struct known_containers *all = containers;
	struct known_answer *answer = &all->answers[id % KNOWN_ANSWERS];

	if (answer->id != id || !id) {
		known_containers_refresh(all);
		*answer = (struct known_answer){.id = id, .known = search(all, path, time)};
	}
	if (answer->known && answer->known->ended && time > answer->known->ended)
		return NULL;
	return answer->known ? &answer->known->container : NULL;
}

void known_containers_release(struct known_containers *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->known[i]);
	free(all->known);
	all->known = NULL;
	all->count = 0;
	all->settled = false;
	memset(all->answers, 0, sizeof(all->answers));
}
