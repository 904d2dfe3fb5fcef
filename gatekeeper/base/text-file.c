// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/text-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

static int read_all(FILE *file, char *text, size_t size)
{
	size_t length;

	errno = EIO;
	length = fread(text, 1, size - 1, file);
	if (ferror(file))
		return -errno;
	if (!feof(file))
		return -E2BIG;
	text[length] = '\0';
	return 0;
}

int text_file_read(const char *path, char **ret_text)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *text = NULL;
	int error;

	if (!file)
		return -errno;
	text = malloc(TEXT_FILE_MAX);
	if (!text)
		return -ENOMEM;
	error = read_all(file, text, TEXT_FILE_MAX);
	if (error)
		return error;
	*ret_text = STEAL_POINTER(text);
	return 0;
}

/* The directory of a path. */
static void directory_of(const char *path, char *ret_directory)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		strcpy(ret_directory, ".");
	else
		snprintf(ret_directory, PATH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

/* Makes a rename or an unlink survive a power failure. */
static int sync_directory(const char *path)
{
	_cleanup_close_ int fd = -1;
	char directory[PATH_MAX];

	directory_of(path, directory);
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return fsync(fd) ? -errno : 0;
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

/* An attribute that the new file has already, as a label of its directory, need not be set. */
static int copy_attribute(int fd, const char *path, const char *name)
{
	char value[XATTR_SIZE_MAX], present[XATTR_SIZE_MAX];
	ssize_t size = lgetxattr(path, name, value, sizeof(value));

	if (size < 0)
		return -errno;
	if (fgetxattr(fd, name, present, sizeof(present)) == size && memcmp(value, present, (size_t)size) == 0)
		return 0;
	return fsetxattr(fd, name, value, (size_t)size, 0) ? -errno : 0;
}

static int copy_attributes(int fd, const char *path)
{
	char names[XATTR_LIST_MAX];
	ssize_t length = llistxattr(path, names, sizeof(names));

	if (length < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (const char *name = names; name < names + length; name += strlen(name) + 1) {
		int error = copy_attribute(fd, path, name);

		if (error)
			return error;
	}
	return 0;
}

/* Gives the new file the owner, mode and extended attributes of the file that it replaces, or `mode`. */
static int copy_mode(int fd, const char *path, mode_t mode)
{
	struct stat status;

	if (lstat(path, &status))
		return errno != ENOENT || fchmod(fd, mode) ? -errno : 0;
	if (!S_ISREG(status.st_mode))
		return -ELOOP;
	if (fchown(fd, status.st_uid, status.st_gid) || fchmod(fd, status.st_mode & 07777))
		return -errno;
	return copy_attributes(fd, path);
}

static int fill(int fd, const char *path, const char *text, mode_t mode)
{
	int error = copy_mode(fd, path, mode);

	if (error)
		return error;
	error = write_all(fd, text);
	if (error)
		return error;
	return fsync(fd) ? -errno : 0;
}

static int fill_and_rename(const char *temporary, int fd, const char *path, const char *text, mode_t mode)
{
	int error = fill(fd, path, text, mode);

	if (close(fd) && !error)
		error = -errno;
	if (error)
		return error;
	return rename(temporary, path) ? -errno : 0;
}

/* Goes through a file in the same directory, under a name that neither *.cfg nor *.conf matches. */
static int replace(const char *path, const char *text, mode_t mode)
{
	char temporary[PATH_MAX + 32], directory[PATH_MAX];
	int fd, error;

	directory_of(path, directory);
	snprintf(temporary, sizeof(temporary), "%s/.gatekeeper-XXXXXX", directory);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	error = fill_and_rename(temporary, fd, path, text, mode);
	if (error) {
		unlink(temporary);
		return error;
	}
	return sync_directory(path);
}

const char *text_file_remedy(int error)
{
	if (error == -EROFS)
		return ": remount its file system writable, or change it where that file system is built";
	if (error == -EACCES || error == -EPERM)
		return ": run as root, and check lsattr";
	if (error_is_disk_full(error))
		return ": free some space";
	return "";
}

static int replace_or_explain(const char *path, const char *text, mode_t mode, struct failure *failure)
{
	int error = replace(path, text, mode);

	if (error == -ELOOP)
		return failure_set(failure, error, "%s: not a regular file, refusing to replace it", path);
	if (error)
		return failure_set(failure, error, "cannot write %s: %s%s", path, strerror(-error),
				   text_file_remedy(error));
	return 0;
}

int text_file_replace(const char *path, const char *text, struct failure *failure)
{
	return replace_or_explain(path, text, 0644, failure);
}

int text_file_replace_private(const char *path, const char *text, struct failure *failure)
{
	return replace_or_explain(path, text, 0600, failure);
}

int text_file_remove(const char *path, struct failure *failure)
{
	int error = unlink(path) && errno != ENOENT ? -errno : 0;

	if (!error)
		error = sync_directory(path);
	if (error && error != -ENOENT)
		return failure_set(failure, error, "cannot remove %s: %s%s", path, strerror(-error),
				   text_file_remedy(error));
	return 0;
}
