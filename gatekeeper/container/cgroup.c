// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/cgroup.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "policy/base/cleanup.h"

#define UNIFIED "0::" /* the line of cgroup 2 in /proc/PID/cgroup */
#define LONG_ID 32    /* an id of so many characters is in a path only by intention */
#define ENDED "the container has ended, or this is not the host's /proc"

/* The path of a process in cgroup 2. Returns 0, -ENODATA if it is in none that is seen from here, or another error. */
static int read_path(const struct container_host *host, const char *process, char ret_path[PATH_MAX])
{
	char name[PATH_MAX], line[PATH_MAX];
	_cleanup_fclose_ FILE *file = NULL;

	snprintf(name, sizeof(name), "%s/%s/cgroup", host->proc, process);
	file = fopen(name, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, UNIFIED, strlen(UNIFIED)) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		strcpy(ret_path, line + strlen(UNIFIED));
		return ret_path[0] != '/' || strncmp(ret_path, "/..", 3) == 0 ? -ENODATA : 0;
	}
	return -ENODATA;
}

/* crun puts a container of systemd into a cgroup below the one that has its id: all of that one is the container's. */
static void cut_behind_id(char *path, const char *id)
{
	char *found = strlen(id) >= LONG_ID ? strstr(path, id) : NULL;

	if (found)
		found[strcspn(found, "/")] = '\0';
}

bool container_has_path(const struct container *container, const char *path)
{
	size_t length = strlen(container->cgroup);

	return length > 1 && strncmp(path, container->cgroup, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

/* 0: unknown. */
static uint64_t cgroup_id(const struct container_host *host, const char *path)
{
	char name[PATH_MAX];
	struct stat status;

	snprintf(name, sizeof(name), "%s%s", host->cgroups, path);
	return stat(name, &status) ? 0 : status.st_ino;
}

/* The runtime, of which the hook is a child, is never in the cgroup of its container. */
static bool is_shared(const struct container_host *host, const struct container *container)
{
	char own[PATH_MAX];

	return strcmp(container->cgroup, "/") == 0 ||
	       (read_path(host, "self", own) == 0 && container_has_path(container, own));
}

/* systemd as the first process of a container moves itself into a cgroup of this name, and makes others beside it. */
static void cut_init_scope(char *path)
{
	static const char scope[] = "/init.scope";
	size_t length = strlen(path), end = strlen(scope);

	if (length > end && strcmp(path + length - end, scope) == 0)
		path[length - end] = '\0';
}

/* Takes a path, which it changes. */
static int take_path(const struct container_host *host, char *path, struct container *container,
		     struct failure *failure)
{
	cut_behind_id(path, container->id);
	cut_init_scope(path);
	if (strlen(path) >= sizeof(container->cgroup))
		return failure_set(failure, -ENAMETOOLONG,
				   "the cgroup of container %s has a path of %zu bytes; at most %zu are read",
				   container->id, strlen(path), sizeof(container->cgroup) - 1);
	strcpy(container->cgroup, path);
	if (is_shared(host, container))
		return failure_set(
			failure, -ENOTUNIQ,
			"container %s has no cgroup of its own, by which it could be known; let its engine make one",
			container->id);
	container->cgroup_id = cgroup_id(host, path);
	return 0;
}

int container_set_cgroup(const struct container_host *host, const char *path, struct container *container,
			 struct failure *failure)
{
	_cleanup_free_ char *copy = strdup(path);
	int error = copy ? take_path(host, copy, container, failure) : failure_set(failure, -ENOMEM, "no memory");

	if (!error && !container->cgroup_id)
		return failure_set(failure, -ENOENT, "the cgroup %s of container %s is not there", container->cgroup,
				   container->id);
	return error;
}

int container_find_cgroup(const struct container_host *host, pid_t pid, struct container *container,
			  struct failure *failure)
{
	char process[16], path[PATH_MAX];
	int error;

	snprintf(process, sizeof(process), "%d", pid);
	error = read_path(host, process, path);
	if (error)
		return failure_set(failure, error, "cannot find the cgroup of process %d in %s/%d/cgroup: %s; " ENDED,
				   pid, host->proc, pid, strerror(-error));
	return take_path(host, path, container, failure);
}

bool container_is_there(const struct container_host *host, const struct container *container)
{
	char name[PATH_MAX];
	struct stat status;

	snprintf(name, sizeof(name), "%s%s", host->cgroups, container->cgroup);
	if (stat(name, &status))
		return errno != ENOENT;
	return !container->cgroup_id || status.st_ino == container->cgroup_id;
}
