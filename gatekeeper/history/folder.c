// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"

#define NEW_FILE ".new"
#define FOLDER_MODE 0700
#define FILE_MODE 0600

static int check_owner(int fd, mode_t forbidden, const char *path, struct failure *failure)
{
	struct stat status;

	if (fstat(fd, &status))
		return failure_set(failure, -errno, "cannot read %s: %s", path, strerror(errno));
	if (status.st_uid == geteuid() && !(status.st_mode & forbidden))
		return 0;
	return failure_set(failure, -EPERM,
			   "%s: others could have changed what is in it (owner %u, mode %03o): move it away, and the "
			   "next load makes a new one",
			   path, status.st_uid, status.st_mode & 07777);
}

/* Opens a directory below `parent` (AT_FDCWD), which is made if it is wanted. `path` is for messages. */
static int open_directory(int parent, const char *name, bool make, mode_t forbidden, const char *path,
			  struct failure *failure)
{
	_cleanup_close_ int fd = -1;
	int error;

	if (make && mkdirat(parent, name, FOLDER_MODE) && errno != EEXIST)
		return failure_set(failure, -errno, "cannot make %s: %s%s", path, strerror(errno),
				   text_file_remedy(-errno));
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return failure_set(failure, -errno, "cannot open %s: %s%s", path,
				   errno == ELOOP || errno == ENOTDIR ? "not a directory" : strerror(errno),
				   text_file_remedy(-errno));
	error = check_owner(fd, forbidden, path, failure);
	return error ? error : STEAL_FD(fd);
}

/* Makes the directories above, as an initramfs and a container image may lack them. */
static void make_parents(const char *state)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s", state);
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755); /* one that is there stays as it is; the next open tells what failed */
		*slash = '/';
	}
}

int history_folder_open(const char *state, bool make, struct failure *failure)
{
	char path[PATH_MAX];
	_cleanup_close_ int parent = -1;

	if (make)
		make_parents(state);
	parent = open_directory(AT_FDCWD, state, make, S_IWGRP | S_IWOTH, state, failure);
	if (parent < 0)
		return parent;
	snprintf(path, sizeof(path), "%s/" HISTORY_NAME, state);
	return open_directory(parent, HISTORY_NAME, make, S_IRWXG | S_IRWXO, path, failure);
}

/* O_NONBLOCK: opening a FIFO would wait for its writer. */
static int open_file(int folder, const char *name)
{
	_cleanup_close_ int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;

	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	if (fstat(fd, &status))
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_uid != geteuid() || status.st_mode & (S_IWGRP | S_IWOTH))
		return -EPERM;
	return STEAL_FD(fd);
}

/* Returns the number of bytes, or a negative errno. */
static ssize_t read_all(int fd, char *text, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t count = read(fd, text + length, size - length);

		if (count < 0 && errno != EINTR)
			return -errno;
		if (count == 0)
			return (ssize_t)length;
		length += count > 0 ? (size_t)count : 0;
	}
	return -E2BIG;
}

int history_file_read(int folder, const char *name, size_t size, char **ret_text)
{
	_cleanup_close_ int fd = open_file(folder, name);
	_cleanup_free_ char *text = NULL;
	ssize_t length;

	if (fd < 0)
		return fd;
	text = malloc(size);
	if (!text)
		return -ENOMEM;
	length = read_all(fd, text, size);
	if (length < 0)
		return (int)length;
	text[length] = '\0';
	if (strlen(text) != (size_t)length)
		return -EILSEQ;
	*ret_text = STEAL_POINTER(text);
	return 0;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t count = write(fd, text, left);

		if (count < 0 && errno != EINTR)
			return -errno;
		text += count > 0 ? count : 0;
		left -= count > 0 ? (size_t)count : 0;
	}
	return fsync(fd) ? -errno : 0;
}

/* One that is left of a writer that was killed is replaced: the lock is held. */
static int write_new(int folder, const char *text)
{
	_cleanup_close_ int fd = -1;

	if (unlinkat(folder, NEW_FILE, 0) && errno != ENOENT)
		return -errno;
	fd = openat(folder, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	return fd < 0 ? -errno : write_all(fd, text);
}

int history_file_write(int folder, const char *name, const char *text)
{
	int error = write_new(folder, text);

	if (!error && renameat(folder, NEW_FILE, folder, name))
		error = -errno;
	if (error) {
		unlinkat(folder, NEW_FILE, 0);
		return error;
	}
	return fsync(folder) ? -errno : 0;
}

void history_folder_prune(int folder, bool (*is_wanted)(const void *context, const char *name), const void *context)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (!directory) {
		close_fd(&fd);
		return;
	}
	while ((entry = readdir(directory)))
		if (!is_wanted(context, entry->d_name))
			unlinkat(folder, entry->d_name, 0);
}
