// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/log/files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/log/rotate.h"

/* The name of rotated file `number`, compressed or not; NULL: there is none, or no memory. */
static char *find_rotated(const char *path, unsigned int number)
{
	static const char *const endings[] = {"", ".gz", ".xz", ".zst"};
	_cleanup_free_ char *name = log_rotated_name(path, number);

	for (size_t i = 0; name && i < ARRAY_LENGTH(endings); i++) {
		_cleanup_free_ char *compressed = NULL;

		if (asprintf(&compressed, "%s%s", name, endings[i]) < 0)
			return NULL;
		if (access(compressed, F_OK) == 0)
			return STEAL_POINTER(compressed);
	}
	return NULL;
}

static int add_file(struct log_files *files, char *path)
{
	char **grown;

	if (!path)
		return -ENOMEM;
	grown = reallocarray(files->path, files->count + 1, sizeof(*grown));
	if (!grown) {
		free(path);
		return -ENOMEM;
	}
	files->path = grown;
	files->path[files->count++] = path;
	return 0;
}

static void reverse(struct log_files *files)
{
	for (size_t i = 0; i < files->count / 2; i++) {
		char *path = files->path[i];

		files->path[i] = files->path[files->count - 1 - i];
		files->path[files->count - 1 - i] = path;
	}
}

int log_files_find(const char *path, struct log_files *ret_files)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	int r = add_file(&files, strdup(path));

	for (unsigned int number = 1; r == 0 && number <= LOG_ROTATE_KEEP_MAXIMUM; number++) {
		char *name = find_rotated(path, number);

		if (!name)
			break;
		r = add_file(&files, name);
	}
	if (r < 0)
		return r;
	reverse(&files);
	*ret_files = files;
	files = (struct log_files){0};
	return 0;
}

void log_files_release(struct log_files *files)
{
	while (files->count > 0)
		free(files->path[--files->count]);
	free(files->path);
	files->path = NULL;
}
