// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/working-copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"

int working_copy_make(const char *file, struct working_copy *ret_copy, struct failure *failure)
{
	const char *temporary = getenv("TMPDIR"), *name = strrchr(file, '/');
	struct working_copy copy = {0};

	snprintf(copy.directory, sizeof(copy.directory), "%s/gatekeeper-edit-XXXXXX",
		 temporary && *temporary == '/' ? temporary : "/tmp");
	if (!mkdtemp(copy.directory))
		return failure_set(failure, -errno, "cannot create %s: %s%s", copy.directory, strerror(errno),
				   text_file_remedy(-errno));
	if (snprintf(copy.path, sizeof(copy.path), "%s/%s", copy.directory, name ? name + 1 : file) >=
	    (int)sizeof(copy.path)) {
		rmdir(copy.directory);
		return failure_set(failure, -ENAMETOOLONG, "cannot copy %s: %s", file, strerror(ENAMETOOLONG));
	}
	*ret_copy = copy;
	return 0;
}

int working_copy_write(const struct working_copy *copy, const char *text, struct failure *failure)
{
	_cleanup_close_ int fd = open(copy->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	size_t length = strlen(text);
	ssize_t written;

	if (fd < 0)
		return failure_set(failure, -errno, "cannot create %s: %s%s", copy->path, strerror(errno),
				   text_file_remedy(-errno));
	written = write(fd, text, length);
	if (written == (ssize_t)length)
		return 0;
	return failure_set(failure, written < 0 ? -errno : -ENOSPC, "cannot write %s: %s%s", copy->path,
			   strerror(written < 0 ? errno : ENOSPC), text_file_remedy(-ENOSPC));
}

/* A NUL would end the text too early. */
int working_copy_read(const struct working_copy *copy, char **ret_text, struct failure *failure)
{
	_cleanup_free_ char *text = NULL;
	struct stat status;
	int error = text_file_read(copy->path, &text);

	if (error)
		return failure_set(failure, error, "cannot read %s: %s", copy->path, strerror(-error));
	if (stat(copy->path, &status))
		return failure_set(failure, -errno, "cannot read %s: %s", copy->path, strerror(errno));
	if (strlen(text) != (size_t)status.st_size)
		return failure_set(failure, -EINVAL, "%s: not a text", copy->path);
	*ret_text = STEAL_POINTER(text);
	return 0;
}

static void remove_files(const char *path)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;

	if (!directory)
		return;
	for (entry = readdir(directory); entry; entry = readdir(directory))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(directory), entry->d_name, 0);
}

void working_copy_close(struct working_copy *copy)
{
	if (!copy->path[0] || copy->keep)
		return;
	remove_files(copy->directory);
	rmdir(copy->directory);
	copy->path[0] = '\0';
}
