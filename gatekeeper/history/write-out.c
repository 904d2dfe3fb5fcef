// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/write-out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

static int set_write_failure(struct failure *failure, int error, const char *path)
{
	return failure_set(failure, error, "cannot write %s: %s", path, strerror(-error));
}

static int make_directory(const char *path, struct failure *failure)
{
	return mkdir(path, 0700) ? set_write_failure(failure, -errno, path) : 0;
}

static int write_file(const char *path, const struct policy_copy_file *file, struct failure *failure)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	ssize_t count;

	if (fd < 0)
		return set_write_failure(failure, -errno, path);
	count = write(fd, file->bytes, file->length);
	if (count != (ssize_t)file->length)
		return set_write_failure(failure, count < 0 ? -errno : -ENOSPC, path);
	return 0;
}

/* The directory of the drop-ins, as the policy at its new path includes it. */
static int write_drop_ins(const struct policy_copy *copy, const char *included, const char *directory,
			  struct failure *failure)
{
	size_t length = strlen(directory);
	char path[PATH_MAX];
	int error;

	if (strncmp(included, directory, length) != 0 || included[length] != '/' || strstr(included + length, ".."))
		return failure_set(failure, -EXDEV, "cannot write this policy to %s: it includes %s", directory,
				   included);
	error = make_directory(included, failure);
	for (size_t i = 1; i < copy->count && !error; i++) {
		snprintf(path, sizeof(path), "%s/%s", included, copy->file[i].name);
		error = write_file(path, &copy->file[i], failure);
	}
	return error;
}

static int verify(const struct history_entry *entry, const struct policy_copy *copy, const char *path,
		  struct findings *findings, struct failure *failure)
{
	_cleanup_free_ struct gk_image *image = NULL;
	char digest[POLICY_DIGEST_TEXT_SIZE] = "";
	int error = policy_compile_copy(path, copy, &resolver_by_name, findings, NULL, &image);

	if (image)
		policy_digest_text(image->digest, digest);
	if (error || strcmp(digest, entry->digest) != 0)
		return failure_set(failure, error == -ENOMEM ? error : -EBADMSG,
				   "the text that was kept as sha256:%s is another now: somebody changed it",
				   entry->digest);
	return 0;
}

static int write_copy(const struct policy_copy *copy, const char *path, const char *included, const char *directory,
		      struct failure *failure)
{
	int error = make_directory(directory, failure);

	if (error)
		return error;
	error = write_file(path, &copy->file[0], failure);
	if (error || !*included)
		return error;
	return write_drop_ins(copy, included, directory, failure);
}

int history_write_out(const char *state, const struct history_entry *entry, const char *directory,
		      char ret_path[PATH_MAX], struct failure *failure)
{
	_cleanup_(policy_copy_release) struct policy_copy copy = {0};
	const char *slash = strrchr(entry->path, '/');
	struct findings findings;
	char path[PATH_MAX];
	int error = history_read_copy(state, entry->digest, &copy, failure);

	if (error)
		return error;
	snprintf(path, sizeof(path), "%s/%s", directory, slash ? slash + 1 : entry->path);
	error = verify(entry, &copy, path, &findings, failure);
	if (error)
		return error;
	error = write_copy(&copy, path, findings.directory, directory, failure);
	if (error)
		return error;
	memcpy(ret_path, path, sizeof(path));
	return 0;
}
