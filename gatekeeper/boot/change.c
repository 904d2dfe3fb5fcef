// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-diff.h"
#include "gatekeeper/base/text-file.h"

int boot_change_add(struct boot_change *change, const char *root, const char *name, const char *after,
		    struct failure *failure)
{
	struct boot_file *file = &change->file[change->count];
	int error;

	*file = (struct boot_file){.name = name};
	snprintf(file->path, sizeof(file->path), "%s%s", root, name);
	error = text_file_read(file->path, &file->before);
	if (error && error != -ENOENT)
		return failure_set(failure, error, "cannot read %s: %s", name, strerror(-error));
	change->count++;
	if (!after)
		return 0;
	file->after = strdup(after);
	return file->after ? 0 : failure_set(failure, -ENOMEM, "cannot change %s: %s", name, strerror(ENOMEM));
}

static bool is_same(const struct boot_file *file)
{
	if (!file->before || !file->after)
		return file->before == file->after;
	return strcmp(file->before, file->after) == 0;
}

bool boot_change_is_empty(const struct boot_change *change)
{
	for (unsigned int i = 0; i < change->count; i++)
		if (!is_same(&change->file[i]))
			return false;
	return true;
}

void boot_change_print(const struct boot_change *change, FILE *out)
{
	for (unsigned int i = 0; i < change->count; i++)
		text_diff_print(out, change->file[i].name, change->file[i].before, change->file[i].after);
}

static void directory_of(const struct boot_file *file, char ret_directory[PATH_MAX])
{
	snprintf(ret_directory, PATH_MAX, "%.*s", (int)(strrchr(file->path, '/') - file->path), file->path);
}

/* Creates the directory of drop-ins, but not the one above it: that belongs to the boot loader's package. */
static int make_directory(struct boot_file *file, struct failure *failure)
{
	char directory[PATH_MAX];
	int error;

	directory_of(file, directory);
	error = mkdir(directory, 0755) ? -errno : 0;
	if (error != -EEXIST)
		file->made_directory = !error;
	if (error && error != -EEXIST)
		return failure_set(failure, error, "cannot create %s: %s%s", directory, strerror(-error),
				   text_file_remedy(error));
	return 0;
}

/* Only if it was created here; rmdir() fails if someone put a file there meanwhile. */
static void remove_directory(struct boot_file *file)
{
	char directory[PATH_MAX];

	directory_of(file, directory);
	if (file->made_directory)
		rmdir(directory);
	file->made_directory = false;
}

static int put(struct boot_file *file, const char *text, struct failure *failure)
{
	int error;

	if (!text)
		return text_file_remove(file->path, failure);
	error = make_directory(file, failure);
	if (error)
		return error;
	error = text_file_replace(file->path, text, failure);
	if (error)
		remove_directory(file);
	return error;
}

static int undo(struct boot_file *file, struct failure *failure)
{
	int error = is_same(file) ? 0 : put(file, file->before, failure);

	if (!error)
		remove_directory(file);
	return error;
}

int boot_change_apply(struct boot_change *change, struct failure *failure)
{
	struct failure ignored;
	int error;

	for (unsigned int i = 0; i < change->count; i++) {
		struct boot_file *file = &change->file[i];

		error = is_same(file) ? 0 : put(file, file->after, failure);
		if (!error)
			continue;
		while (i-- > 0)
			undo(&change->file[i], &ignored);
		return error;
	}
	return 0;
}

int boot_change_undo(struct boot_change *change, struct failure *failure)
{
	int first = 0;

	for (unsigned int i = change->count; i-- > 0;) {
		int error = undo(&change->file[i], failure);

		first = first ? first : error;
	}
	return first;
}

void boot_change_free(struct boot_change *change)
{
	for (unsigned int i = 0; i < change->count; i++) {
		free(change->file[i].before);
		free(change->file[i].after);
	}
	change->count = 0;
}
