// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/edited-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/edit/who-edits.h"

#define BACKUPS_MAX 10000

static int find_policy(const char *policy, char ret_path[PATH_MAX], struct failure *failure)
{
	if (!realpath(policy, ret_path))
		return failure_set(failure, -errno, "cannot open %s: %s", policy, strerror(errno));
	return 0;
}

/* The directory of the drop-ins, as the policy includes it. Policies with errors have one as well. */
static int find_directory(const char *policy, char ret_directory[PATH_MAX], struct failure *failure)
{
	struct policy_inputs inputs = {0};
	struct gk_image *image = NULL;
	struct findings findings;
	int error = -ENOENT;

	policy_compile_file(policy, &resolver_by_name, &findings, &inputs, &image);
	free(image);
	for (size_t i = 0; i < inputs.count && error; i++) {
		if (inputs.input[i].kind != INPUT_DIRECTORY)
			continue;
		snprintf(ret_directory, PATH_MAX, "%s", inputs.input[i].path);
		error = 0;
	}
	policy_inputs_release(&inputs);
	return error ? failure_set(failure, error, "%s: the policy includes no directory of drop-ins", policy) : 0;
}

static int find_drop_in(const char *policy, const char *name, char ret_path[PATH_MAX], struct failure *failure)
{
	char directory[PATH_MAX];
	int error = find_directory(policy, directory, failure), length;
	bool has_ending = strlen(name) > 5 && strcmp(name + strlen(name) - 5, ".yaml") == 0;

	if (error)
		return error;
	length = snprintf(ret_path, PATH_MAX, "%s/%s%s", directory, name, has_ending ? "" : ".yaml");
	if (length >= PATH_MAX || strchr(name, '/'))
		return failure_set(failure, -EINVAL, "%s: not the name of a drop-in", name);
	return 0;
}

/* A symbolic link could point out of the directory, and would be replaced by a file. */
static int open_and_lock(const char *path, struct failure *failure)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char who[WHO_EDITS_SIZE];

	if (fd < 0)
		return failure_set(failure, -errno, "cannot open %s: %s", path,
				   errno == ELOOP ? "it is a symbolic link" : strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return STEAL_FD(fd);
	if (errno != EWOULDBLOCK)
		return failure_set(failure, -errno, "cannot lock %s: %s", path, strerror(errno));
	who_edits(fd, who);
	return failure_set(failure, -EBUSY, "%s: %s edits it now; nothing was changed", path, who);
}

static int read_text(const char *path, char **ret_text, struct failure *failure)
{
	int error = text_file_read(path, ret_text);

	return error ? failure_set(failure, error, "cannot read %s: %s", path, strerror(-error)) : 0;
}

int edited_file_open(const char *policy, const char *name, struct edited_file *ret_file, struct failure *failure)
{
	int error = find_policy(policy, ret_file->policy, failure);

	if (error)
		return error;
	if (name)
		error = find_drop_in(ret_file->policy, name, ret_file->path, failure);
	else
		memcpy(ret_file->path, ret_file->policy, sizeof(ret_file->path));
	if (error)
		return error;
	ret_file->lock = open_and_lock(ret_file->path, failure);
	if (ret_file->lock < 0)
		return ret_file->lock;
	return read_text(ret_file->path, &ret_file->text, failure);
}

void edited_file_close(struct edited_file *file)
{
	close_fd(&file->lock);
	free(file->text);
	file->text = NULL;
}

const char *edited_file_drop_in(const struct edited_file *file)
{
	return strcmp(file->path, file->policy) == 0 ? NULL : file->path;
}

int edited_file_refresh(struct edited_file *file)
{
	_cleanup_free_ char *now = NULL;
	int error = text_file_read(file->path, &now);

	if (error)
		return error;
	if (strcmp(now, file->text) == 0)
		return 0;
	free(file->text);
	file->text = STEAL_POINTER(now);
	return 1;
}

/* A second name for the old file: it needs no space, and it is the same file. Its name is that of no drop-in. */
static int make_backup(const char *path, char ret_backup[PATH_MAX])
{
	for (int n = 1; n <= BACKUPS_MAX; n++) {
		if (snprintf(ret_backup, PATH_MAX, "%s.~%d~", path, n) >= PATH_MAX)
			return -ENAMETOOLONG;
		if (link(path, ret_backup) == 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

int edited_file_replace(const struct edited_file *file, const char *text, char ret_backup[PATH_MAX],
			struct failure *failure)
{
	int error = make_backup(file->path, ret_backup);

	if (error)
		return failure_set(failure, error, "cannot make a backup of %s: %s%s", file->path, strerror(-error),
				   text_file_remedy(error));
	error = text_file_replace(file->path, text, failure);
	if (error)
		unlink(ret_backup);
	return error;
}
