// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Names of rotated files, from the oldest on: see log-rotate.h. */
#include "gatekeeper/log/rotate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char *numbered(const char *path, unsigned int number)
{
	char *text = NULL;

	return asprintf(&text, number ? "%s.%u" : "%s", path, number) < 0 ? NULL : text;
}

/* FILE.from becomes FILE.to. One that is not there is none to move. */
static int move(const char *path, unsigned int from, unsigned int to)
{
	char *old = numbered(path, from), *new = numbered(path, to);
	int error = !old || !new ? -ENOMEM : 0;

	if (!error && rename(old, new) && errno != ENOENT)
		error = -errno;
	free(old);
	free(new);
	return error;
}

static int rotate(struct log_file *file, unsigned int keep)
{
	unsigned int number;
	int error = 0;

	/* The oldest is written over by the one before it. */
	for (number = keep; !error && number > 0; number--)
		error = move(file->path, number - 1, number);
	return error ?: log_file_reopen(file);
}

static bool is_old(int fd, uint64_t seconds)
{
	struct statx status;

	return seconds && !statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &status) && status.stx_mask & STATX_BTIME &&
	       (uint64_t)time(NULL) >= (uint64_t)status.stx_btime.tv_sec + seconds;
}

int log_rotate_if_due(struct log_file *file, const struct log_rotation *rotation)
{
	struct stat status;
	int error;

	if (!file->path || fstat(file->fd, &status) || status.st_size == 0)
		return 0;
	if (!(rotation->size && (uint64_t)status.st_size >= rotation->size) && !is_old(file->fd, rotation->seconds))
		return 0;
	error = rotate(file, rotation->keep);
	return error ?: 1;
}

int log_rotate_make_room(const struct log_file *file)
{
	unsigned int number;
	int error = -ENOENT;

	for (number = LOG_ROTATE_KEEP_MAXIMUM; file->path && error == -ENOENT && number > 0; number--) {
		char *name = numbered(file->path, number);

		error = !name ? -ENOMEM : unlink(name) ? -errno : 0;
		free(name);
	}
	return error;
}
