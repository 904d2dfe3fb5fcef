// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/base/lock.h"
#include "gatekeeper/base/text-file.h"
#include "gatekeeper/container/entry.h"
#include "gatekeeper/container/text.h"

#define ENTRY_MAX (32 * 1024) /* bytes: more than all texts of an entry, each byte as \uNNNN */
#define LOCK_SECONDS 5
#define CONTAINERS_GENERATION ".generation" /* a file with the number */

static bool is_ours(const struct stat *status)
{
	return status->st_uid == geteuid() && !(status->st_mode & (S_IWGRP | S_IWOTH));
}

int containers_open(const char *directory)
{
	_cleanup_close_ int fd = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status))
		return -errno;
	return is_ours(&status) ? STEAL_FD(fd) : -EPERM;
}

/* Reads an open entry. Returns the length of the text, which has no NUL, or a negative errno. */
static ssize_t read_entry(int fd, char *text, size_t size)
{
	struct stat status;
	ssize_t length;

	if (fstat(fd, &status))
		return -errno;
	if (!S_ISREG(status.st_mode) || !is_ours(&status) || (size_t)status.st_size > size)
		return -EBADMSG;
	length = read(fd, text, size);
	return length < 0 ? -errno : length;
}

int containers_read(int directory_fd, const char *name, struct container *ret_container)
{
	_cleanup_close_ int fd = openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct container container;
	char text[ENTRY_MAX];
	ssize_t length;
	json_t *object;
	int error;

	if (fd < 0)
		return errno == ELOOP ? -EBADMSG : -errno;
	length = read_entry(fd, text, sizeof(text));
	if (length < 0)
		return (int)length;
	object = text_to_object(text, (size_t)length);
	error = container_from_json(object, &container);
	json_decref(object);
	if (error || strcmp(container.id, name) != 0)
		return -EBADMSG;
	*ret_container = container;
	return 0;
}

int containers_make(const char *directory)
{
	_cleanup_free_ char *above = strdup(directory);

	if (!above)
		return -ENOMEM;
	*strrchr(above, '/') = '\0';
	if (mkdir(above, 0755) && errno != EEXIST)
		return -errno;
	return mkdir(directory, 0700) && errno != EEXIST ? -errno : 0;
}

static int explain(const char *directory, int error, struct failure *failure)
{
	if (error == -EPERM || error == -ELOOP || error == -ENOTDIR)
		return failure_set(
			failure, error,
			"%s is not a directory that only this user may write; look who made it, and remove it",
			directory);
	return failure_set(failure, error, "cannot open %s: %s%s", directory, strerror(-error),
			   error == -EACCES ? "; run as root of the host" : "");
}

/* Opens and locks the directory. Returns a descriptor or a negative errno. */
static int open_to_change(const char *directory, struct failure *failure)
{
	_cleanup_close_ int fd = containers_open(directory);
	int error;

	if (fd < 0)
		return explain(directory, fd, failure);
	error = lock_descriptor(fd, LOCK_SECONDS);
	if (error)
		return failure_set(failure, error, "cannot lock %s: %s", directory, strerror(-error));
	return STEAL_FD(fd);
}

/* What is done with each entry of the directory. */
struct sweep {
	const struct container_host *host;
	const struct container *replaced_by; /* removes others in its cgroup */
	bool only_gone;                      /* removes those whose cgroup is gone */
	size_t count;                        /* of the others, but for that of the same id */
	bool removed;                        /* at least one */
};

static bool is_to_go(const struct sweep *sweep, const struct container *container)
{
	if (sweep->only_gone)
		return !container_is_there(sweep->host, container);
	return strcmp(container->cgroup, sweep->replaced_by->cgroup) == 0;
}

static void sweep_entry(int fd, const char *name, struct sweep *sweep)
{
	struct container container;

	if (name[0] == '.' || (sweep->replaced_by && strcmp(name, sweep->replaced_by->id) == 0))
		return;
	if (containers_read(fd, name, &container) == 0 && is_to_go(sweep, &container))
		sweep->removed |= unlinkat(fd, name, 0) == 0;
	else
		sweep->count++;
}

static int sweep_all(int directory_fd, struct sweep *sweep)
{
	_cleanup_close_ int fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;

	if (!directory)
		return -errno;
	fd = -1; /* the stream has it */
	sweep->count = 0;
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		sweep_entry(directory_fd, entry->d_name, sweep);
	return 0;
}

/* Makes room for an entry. Returns 0, -ENOSPC, or another negative errno. */
static int make_room(int fd, const struct container_host *host, const struct container *container)
{
	struct sweep sweep = {.host = host, .replaced_by = container};
	int error = sweep_all(fd, &sweep);

	if (error || sweep.count < CONTAINERS_MAX)
		return error;
	sweep.only_gone = true;
	error = sweep_all(fd, &sweep);
	if (error)
		return error;
	return sweep.count < CONTAINERS_MAX ? 0 : -ENOSPC;
}

static int write_entry(const char *directory, const struct container *container, struct failure *failure)
{
	_cleanup_free_ char *path = NULL, *text = NULL;
	json_t *object = container_to_json(container);

	text = object ? json_dumps(object, JSON_INDENT(2)) : NULL;
	json_decref(object);
	if (!text || asprintf(&path, "%s/%s", directory, container->id) < 0)
		return failure_set(failure, -ENOMEM, "no memory");
	return text_file_replace_private(path, text, failure);
}

/* 0: there was none yet, or it is not one. */
static uint64_t read_generation(int directory_fd)
{
	_cleanup_close_ int fd =
		openat(directory_fd, CONTAINERS_GENERATION, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char text[32];
	ssize_t length = fd < 0 ? -1 : read_entry(fd, text, sizeof(text) - 1);

	if (length < 0)
		return 0;
	text[length] = '\0';
	return strtoull(text, NULL, 10);
}

/* The directory is locked. By the clock, so that one that was removed and made again does not begin anew. */
static int next_generation(const char *directory, int fd, uint64_t *ret_generation, struct failure *failure)
{
	_cleanup_free_ char *path = NULL;
	const uint64_t last = read_generation(fd);
	char text[32];

	*ret_generation = clock_nanoseconds(CLOCK_BOOTTIME);
	if (*ret_generation <= last)
		*ret_generation = last + 1;
	snprintf(text, sizeof(text), "%" PRIu64 "\n", *ret_generation);
	if (asprintf(&path, "%s/" CONTAINERS_GENERATION, directory) < 0)
		return failure_set(failure, -ENOMEM, "no memory");
	return text_file_replace_private(path, text, failure);
}

uint64_t containers_generation(const char *directory)
{
	_cleanup_close_ int fd = containers_open(directory);

	return fd < 0 ? 0 : read_generation(fd);
}

int containers_add(const char *directory, const struct container_host *host, const struct container *container,
		   uint64_t *ret_generation, struct failure *failure)
{
	_cleanup_close_ int fd = -1;
	int error = containers_make(directory);

	if (error)
		return explain(directory, error, failure);
	fd = open_to_change(directory, failure);
	if (fd < 0)
		return fd;
	error = make_room(fd, host, container);
	if (error == -ENOSPC)
		return failure_set(failure, error, "%s has %d containers already, the most that it takes", directory,
				   CONTAINERS_MAX);
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", directory, strerror(-error));
	error = write_entry(directory, container, failure);
	return error ? error : next_generation(directory, fd, ret_generation, failure);
}

int containers_remove(const char *directory, const char *id, struct failure *failure)
{
	_cleanup_close_ int fd = containers_open(directory);
	uint64_t generation;

	if (fd == -ENOENT)
		return 0;
	close_fd(&fd);
	fd = open_to_change(directory, failure);
	if (fd < 0)
		return fd;
	if (unlinkat(fd, id, 0) && errno != ENOENT)
		return failure_set(failure, -errno, "cannot remove %s/%s: %s%s", directory, id, strerror(errno),
				   text_file_remedy(-errno));
	return next_generation(directory, fd, &generation, failure);
}

int containers_prune(const char *directory, const struct container_host *host, struct failure *failure)
{
	_cleanup_close_ int fd = open_to_change(directory, failure);
	struct sweep sweep = {.host = host, .only_gone = true};
	uint64_t generation;
	int error;

	if (fd < 0)
		return fd;
	error = sweep_all(fd, &sweep);
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", directory, strerror(-error));
	return sweep.removed ? next_generation(directory, fd, &generation, failure) : 0;
}

int containers_visit(const char *directory, int (*take)(void *to, const struct container *container), void *to,
		     uint64_t *ret_generation)
{
	_cleanup_close_ int fd = containers_open(directory);
	_cleanup_closedir_ DIR *entries = NULL;
	struct container container;
	int r = 0;

	*ret_generation = 0;
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	*ret_generation = read_generation(fd);
	entries = fdopendir(fd);
	if (!entries)
		return -errno;
	fd = -1; /* the stream has it */
	for (struct dirent *entry = readdir(entries); entry && r == 0; entry = readdir(entries))
		if (entry->d_name[0] != '.' && containers_read(dirfd(entries), entry->d_name, &container) == 0)
			r = take(to, &container);
	return r;
}
