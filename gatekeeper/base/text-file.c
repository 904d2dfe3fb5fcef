// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/text-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int text_file_read(const char *path, char **ret_text)
{
	FILE *file = fopen(path, "re");
	char *text;
	size_t size;
	int error;

	if (!file)
		return -errno;
	text = malloc(TEXT_FILE_MAX);
	errno = EIO;
	size = text ? fread(text, 1, TEXT_FILE_MAX - 1, file) : 0;
	error = !text ? -ENOMEM : ferror(file) ? -errno : !feof(file) ? -E2BIG : 0;
	fclose(file);
	if (error) {
		free(text);
		return error;
	}
	text[size] = '\0';
	*ret_text = text;
	return 0;
}

/* The name of the directory that holds `path`, which is absolute. */
static void directory_of(const char *path, char *ret_directory)
{
	snprintf(ret_directory, PATH_MAX, "%.*s", (int)(strrchr(path, '/') - path), path);
}

/* So that a rename or an unlink is there after a power failure too. */
static int sync_directory(const char *path)
{
	char directory[PATH_MAX];
	int fd, error;

	directory_of(path, directory);
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	error = fsync(fd) ? -errno : 0;
	close(fd);
	return error;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t count = write(fd, text, left);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		text += count;
		left -= (size_t)count;
	}
	return 0;
}

/* Owner and mode of the file that is replaced, or those of a new file of root's. */
static int take_over(int fd, const char *path)
{
	struct stat status;

	if (lstat(path, &status))
		return errno != ENOENT || fchmod(fd, 0644) ? -errno : 0;
	if (!S_ISREG(status.st_mode))
		return -ELOOP;
	if (fchown(fd, status.st_uid, status.st_gid) || fchmod(fd, status.st_mode & 07777))
		return -errno;
	return 0;
}

/* In the same directory, under a name that neither *.cfg nor *.conf matches. */
static int fill_temporary(char *temporary, const char *path, const char *text)
{
	int fd = mkostemp(temporary, O_CLOEXEC);
	int error;

	if (fd < 0)
		return -errno;
	error = take_over(fd, path);
	error = error ?: write_all(fd, text);
	if (!error && fsync(fd))
		error = -errno;
	if (close(fd) && !error)
		error = -errno;
	if (error)
		unlink(temporary);
	return error;
}

static int replace(const char *path, const char *text)
{
	char temporary[PATH_MAX + 32], directory[PATH_MAX];
	int error;

	directory_of(path, directory);
	snprintf(temporary, sizeof(temporary), "%s/.gatekeeper-XXXXXX", directory);
	error = fill_temporary(temporary, path, text);
	if (error)
		return error;
	if (rename(temporary, path)) {
		error = -errno;
		unlink(temporary);
		return error;
	}
	return sync_directory(path);
}

const char *text_file_remedy(int error)
{
	if (error == -EROFS)
		return ": remount its file system writable, or configure it where that is made";
	if (error == -EACCES || error == -EPERM)
		return ": run it as root, and look at lsattr";
	if (error == -ENOSPC || error == -EDQUOT)
		return ": make room";
	return "";
}

int text_file_replace(const char *path, const char *text, struct failure *failure)
{
	int error = replace(path, text);

	if (error == -ELOOP)
		return failure_set(failure, error, "%s is not a regular file, so it is left alone", path);
	if (error)
		return failure_set(failure, error, "%s can't be written: %s%s", path, strerror(-error),
				   text_file_remedy(error));
	return 0;
}

int text_file_remove(const char *path, struct failure *failure)
{
	int error = unlink(path) && errno != ENOENT ? -errno : 0;

	error = error ?: sync_directory(path);
	if (error && error != -ENOENT)
		return failure_set(failure, error, "%s can't be removed: %s%s", path, strerror(-error),
				   text_file_remedy(error));
	return 0;
}
