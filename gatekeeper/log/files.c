// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/log/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/log/rotated-name.h"
#include "gatekeeper/log/seek.h"

#define DESCRIPTORS_MAX 256 /* a quarter of what a process may have by default */
#define FIND_TRIES 50       /* a rotation takes a moment, and the next one is far away */

static bool is_found(const struct log_files *files, int fd)
{
	struct stat status, other;

	if (fd < 0 || fstat(fd, &status) < 0)
		return false;
	for (size_t i = 0; i < files->count; i++) {
		if (files->fd[i] >= 0 && fstat(files->fd[i], &other) == 0 && other.st_ino == status.st_ino &&
		    other.st_dev == status.st_dev)
			return true;
	}
	return false;
}

static int grow(struct log_files *files)
{
	char **path = reallocarray(files->path, files->count + 1, sizeof(*path));
	int *fd;

	if (!path)
		return -ENOMEM;
	files->path = path;
	fd = reallocarray(files->fd, files->count + 1, sizeof(*fd));
	if (!fd)
		return -ENOMEM;
	files->fd = fd;
	return 0;
}

/* Takes over `path`. A file that was found before has got another name meanwhile. */
static int add_file(struct log_files *files, char *path)
{
	_cleanup_free_ char *owned = path;
	_cleanup_close_ int fd = -1;

	if (!path || grow(files) < 0)
		return -ENOMEM;
	if (files->count < DESCRIPTORS_MAX)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (is_found(files, fd))
		return 0;
	files->fd[files->count] = STEAL_FD(fd);
	files->path[files->count++] = STEAL_POINTER(owned);
	return 0;
}

static void reverse(struct log_files *files)
{
	for (size_t i = 0; i < files->count / 2; i++) {
		size_t other = files->count - 1 - i;
		char *path = files->path[i];
		int fd = files->fd[i];

		files->path[i] = files->path[other];
		files->path[other] = path;
		files->fd[i] = files->fd[other];
		files->fd[other] = fd;
	}
}

/*
 * From the newest on: a file that is rotated meanwhile is met again under a higher number. One number may be missing,
 * whose file is being renamed.
 */
static int find_files(const char *path, struct log_files *files)
{
	int r = add_file(files, strdup(path));
	bool was_missing = false;

	for (unsigned int number = 1; r == 0 && number <= LOG_ROTATE_KEEP_MAXIMUM; number++) {
		char *name = log_rotated_find(path, number);

		if (!name && was_missing)
			break;
		was_missing = !name;
		if (name)
			r = add_file(files, name);
	}
	return r;
}

/* Whether each open file still has its name. */
static bool are_in_place(const struct log_files *files)
{
	struct stat status, other;

	for (size_t i = 0; i < files->count; i++) {
		if (files->fd[i] < 0)
			continue;
		if (stat(files->path[i], &status) < 0 || fstat(files->fd[i], &other) < 0 ||
		    status.st_ino != other.st_ino || status.st_dev != other.st_dev)
			return false;
	}
	return true;
}

int log_files_find(const char *path, struct log_files *ret_files)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	int r;

	for (unsigned int tries = 0; tries < FIND_TRIES; tries++) {
		log_files_release(&files);
		r = find_files(path, &files);
		if (r < 0)
			return r;
		if (are_in_place(&files))
			break;
	}
	reverse(&files);
	*ret_files = files;
	files = (struct log_files){0};
	return 0;
}

int log_files_open(const struct log_files *files, size_t number, struct log_input **ret_input)
{
	_cleanup_close_ int fd = -1;

	if (files->fd[number] < 0)
		return log_input_open(files->path[number], ret_input);
	fd = fcntl(files->fd[number], F_DUPFD_CLOEXEC, 0);
	if (fd < 0 || (lseek(fd, 0, SEEK_SET) < 0 && errno != ESPIPE))
		return -errno;
	return log_input_open_fd(STEAL_FD(fd), ret_input);
}

static void close_input(struct log_input **input)
{
	log_input_close(*input);
}

bool log_files_first_time(const struct log_files *files, size_t number, char ret_latest[LOG_TIME_LENGTH + 1])
{
	_cleanup_(close_input) struct log_input *input = NULL;

	if (files->fd[number] >= 0 && lseek(files->fd[number], 0, SEEK_CUR) < 0) /* a pipe can be read once */
		return false;
	return log_files_open(files, number, &input) == 0 && log_first_time(input, ret_latest);
}

bool log_files_last_time(const struct log_files *files, size_t number, char ret_latest[LOG_TIME_LENGTH + 1])
{
	_cleanup_(close_input) struct log_input *input = NULL;

	return log_files_open(files, number, &input) == 0 && log_input_fd(input) >= 0 &&
	       log_last_time(log_input_fd(input), ret_latest);
}

void log_files_release(struct log_files *files)
{
	while (files->count > 0) {
		close_fd(&files->fd[--files->count]);
		free(files->path[files->count]);
	}
	free(files->path);
	free(files->fd);
	*files = (struct log_files){0};
}
