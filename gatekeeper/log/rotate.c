// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Rotation of the log file: see rotate.h. */
#include "gatekeeper/log/rotate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

char *log_rotated_name(const char *path, unsigned int number)
{
	char *name = NULL;

	if (number == 0)
		return strdup(path);
	return asprintf(&name, "%s.%u", path, number) < 0 ? NULL : name;
}

/* FILE.from becomes FILE.to; nothing to do if there is no FILE.from. */
static int rename_rotated(const char *path, unsigned int from, unsigned int to)
{
	_cleanup_free_ char *old = log_rotated_name(path, from), *new = log_rotated_name(path, to);

	if (!old || !new)
		return -ENOMEM;
	return rename(old, new) < 0 && errno != ENOENT ? -errno : 0;
}

static int rotate(struct log_file *file, unsigned int keep)
{
	int r;

	/* From the oldest on: the one before it replaces it. */
	for (unsigned int number = keep; number > 0; number--) {
		r = rename_rotated(file->path, number - 1, number);
		if (r < 0)
			return r;
	}
	return log_file_reopen(file);
}

static bool is_old(int fd, uint64_t seconds)
{
	struct statx status;

	if (seconds == 0 || statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &status) < 0 || !(status.stx_mask & STATX_BTIME))
		return false;
	return (uint64_t)time(NULL) >= (uint64_t)status.stx_btime.tv_sec + seconds;
}

static bool is_large(const struct stat *status, uint64_t size)
{
	return size > 0 && (uint64_t)status->st_size >= size;
}

int log_rotate_if_due(struct log_file *file, const struct log_rotation *rotation)
{
	struct stat status;
	int r;

	if (!file->path || fstat(file->fd, &status) < 0 || status.st_size == 0)
		return 0;
	if (!is_large(&status, rotation->size) && !is_old(file->fd, rotation->seconds))
		return 0;
	r = rotate(file, rotation->keep);
	return r < 0 ? r : 1;
}

int log_rotate_make_room(const struct log_file *file)
{
	if (!file->path)
		return -ENOENT;
	for (unsigned int number = LOG_ROTATE_KEEP_MAXIMUM; number > 0; number--) {
		_cleanup_free_ char *name = log_rotated_name(file->path, number);

		if (!name)
			return -ENOMEM;
		if (unlink(name) == 0)
			return 0;
		if (errno != ENOENT)
			return -errno;
	}
	return -ENOENT;
}
