// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/netns-of-host.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static bool is_known(const struct namespaces *namespaces, ino_t inode)
{
	for (size_t i = 0; i < namespaces->count; i++)
		if (namespaces->items[i].inode == inode)
			return true;
	return false;
}

/* A namespace that can't be opened is one of a process that ended, or no namespace. */
static int add(struct namespaces *namespaces, const char *path)
{
	struct stat status;
	struct statfs type;
	int fd;

	if (stat(path, &status) || is_known(namespaces, status.st_ino))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (fstat(fd, &status) || fstatfs(fd, &type) || type.f_type != NSFS_MAGIC ||
	    is_known(namespaces, status.st_ino)) {
		close(fd);
		return 0;
	}
	if (namespaces->count == namespaces->room) {
		size_t room = 2 * namespaces->room + 8;
		struct netns *items = reallocarray(namespaces->items, room, sizeof(*items));

		if (!items) {
			close(fd);
			return -ENOMEM;
		}
		namespaces->items = items;
		namespaces->room = room;
	}
	namespaces->items[namespaces->count++] = (struct netns){.inode = status.st_ino, .fd = fd};
	return 0;
}

static int add_all(struct namespaces *namespaces, const char *pattern)
{
	glob_t found = {};
	int error = glob(pattern, GLOB_NOSORT, NULL, &found) == GLOB_NOSPACE ? -ENOMEM : 0;

	for (size_t i = 0; !error && i < found.gl_pathc; i++)
		error = add(namespaces, found.gl_pathv[i]);
	globfree(&found);
	return error;
}

int namespaces_find(int elsewhere, struct namespaces *ret_namespaces)
{
	struct namespaces namespaces = {};
	int error = add(&namespaces, "/proc/self/ns/net");

	if (!error && elsewhere)
		error = add_all(&namespaces, "/proc/[0-9]*/ns/net");
	if (!error && elsewhere)
		error = add_all(&namespaces, "/run/netns/*");
	if (error)
		namespaces_release(&namespaces);
	else
		*ret_namespaces = namespaces;
	return error;
}

void namespaces_release(struct namespaces *namespaces)
{
	for (size_t i = 0; i < namespaces->count; i++)
		close(namespaces->items[i].fd);
	free(namespaces->items);
	*namespaces = (struct namespaces){};
}
