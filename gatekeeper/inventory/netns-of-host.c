// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/netns-of-host.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

static bool is_known(const struct namespaces *namespaces, ino_t inode)
{
	for (size_t i = 0; i < namespaces->count; i++)
		if (namespaces->items[i].inode == inode)
			return true;
	return false;
}

static int make_room(struct namespaces *namespaces)
{
	size_t room = 2 * namespaces->room + 8;
	struct netns *items;

	if (namespaces->count < namespaces->room)
		return 0;
	items = reallocarray(namespaces->items, room, sizeof(*items));
	if (!items)
		return -ENOMEM;
	namespaces->items = items;
	namespaces->room = room;
	return 0;
}

/* Skips what can't be opened: the process ended, or the file is not a namespace. */
static int add(struct namespaces *namespaces, const char *path)
{
	_cleanup_close_ int fd = -1;
	struct stat status;
	struct statfs type;
	int error;

	if (stat(path, &status) || is_known(namespaces, status.st_ino))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) || fstatfs(fd, &type))
		return 0;
	if (type.f_type != NSFS_MAGIC || is_known(namespaces, status.st_ino))
		return 0;
	error = make_room(namespaces);
	if (error)
		return error;
	namespaces->items[namespaces->count++] = (struct netns){.inode = status.st_ino, .fd = STEAL_FD(fd)};
	return 0;
}

static int add_all(struct namespaces *namespaces, const char *pattern)
{
	_cleanup_(globfree) glob_t found = {};
	int error;

	if (glob(pattern, GLOB_NOSORT, NULL, &found) == GLOB_NOSPACE)
		return -ENOMEM;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		error = add(namespaces, found.gl_pathv[i]);
		if (error)
			return error;
	}
	return 0;
}

int namespaces_find(bool all, struct namespaces *ret_namespaces)
{
	static const char *const patterns[] = {"/proc/[0-9]*/ns/net", "/run/netns/*"};
	_cleanup_(namespaces_release) struct namespaces namespaces = {};
	int error = add(&namespaces, "/proc/self/ns/net");

	if (error)
		return error;
	for (size_t i = 0; all && i < ARRAY_LENGTH(patterns); i++) {
		error = add_all(&namespaces, patterns[i]);
		if (error)
			return error;
	}
	*ret_namespaces = namespaces;
	namespaces = (struct namespaces){};
	return 0;
}

void namespaces_release(struct namespaces *namespaces)
{
	for (size_t i = 0; i < namespaces->count; i++)
		close(namespaces->items[i].fd);
	free(namespaces->items);
	*namespaces = (struct namespaces){};
}
