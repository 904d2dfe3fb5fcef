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

/* FILE.from becomes FILE.to. */
static int rename_rotated(const char *path, unsigned int from, unsigned int to)
{
	_cleanup_free_ char *old = log_rotated_name(path, from), *new = log_rotated_name(path, to);

	if (!old || !new)
		return -ENOMEM;
	return rename(old, new) < 0 ? -errno : 0;
}

static int remove_rotated(const char *path, unsigned int number)
{
	_cleanup_free_ char *name = log_rotated_name(path, number);

	if (!name)
		return -ENOMEM;
	return unlink(name) < 0 ? -errno : 0;
}

/* The lowest number without a file. That is `keep` + 1 at most: the oldest file has it until the rotation is done. */
static unsigned int find_free(const char *path, unsigned int keep)
{
	for (unsigned int number = 1; number <= keep; number++) {
		_cleanup_free_ char *name = log_rotated_name(path, number);

		if (!name || access(name, F_OK) < 0)
			return number;
	}
	return keep + 1;
}

/* Undoes shift() down to `number`, which is free. Ends at a failure, as the next file would replace that one. */
static void shift_back(const char *path, unsigned int number, unsigned int free_number)
{
	for (; number < free_number; number++)
		if (rename_rotated(path, number + 1, number) < 0)
			return;
}

/* Makes FILE.1 free. On failure each file has its old name. */
static int shift(const char *path, unsigned int free_number)
{
	for (unsigned int number = free_number; number > 1; number--) {
		int r = rename_rotated(path, number - 1, number);

		if (r < 0) {
			shift_back(path, number, free_number);
			return r;
		}
	}
	return 0;
}

/* FILE.1 is free. On failure it is so again, unless the log cannot get its name back. */
static int move_log(struct log_file *file, bool *ret_is_undone)
{
	int r = rename_rotated(file->path, 0, 1);

	*ret_is_undone = true;
	if (r < 0)
		return r;
	r = log_file_reopen(file);
	if (r < 0)
		*ret_is_undone = rename_rotated(file->path, 1, 0) == 0;
	return r;
}

/* No file is lost before the log has its new one: a rotation that cannot be finished is tried again and again. */
static int rotate(struct log_file *file, unsigned int keep)
{
	const unsigned int free_number = find_free(file->path, keep);
	int r = shift(file->path, free_number);
	bool is_undone;

	if (r < 0)
		return r;
	r = move_log(file, &is_undone);
	if (r < 0 && is_undone)
		shift_back(file->path, 1, free_number);
	if (r < 0)
		return r;
	if (free_number > keep)
		remove_rotated(file->path, free_number);
	return 0;
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
	/* Otherwise somebody else rotated it, or move_log() could not undo: then only a new file is missing. */
	r = log_file_is_at_path(file) ? rotate(file, rotation->keep) : log_file_reopen(file);
	return r < 0 ? r : 1;
}

int log_rotate_make_room(const struct log_file *file)
{
	if (!file->path)
		return -ENOENT;
	for (unsigned int number = LOG_ROTATE_KEEP_MAXIMUM; number > 0; number--) {
		_cleanup_free_ char *name = log_rotated_find(file->path, number);

		if (name)
			return unlink(name) < 0 ? -errno : 0;
	}
	return -ENOENT;
}
