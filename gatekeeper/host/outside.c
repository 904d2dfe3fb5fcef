// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/outside.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

/*
 * The init namespaces whose inode numbers are the same in every kernel. Those of mnt and net were dynamic up to 6.17;
 * find-init-task.h reads them from the kernel's init_task.
 */
static const struct {
	const char *path;
	ino_t inode;
} fixed[] = {
	{"/proc/self/ns/pid", 0xeffffffc}, {"/proc/self/ns/user", 0xeffffffd},   {"/proc/self/ns/ipc", 0xefffffff},
	{"/proc/self/ns/uts", 0xeffffffe}, {"/proc/self/ns/cgroup", 0xeffffffb}, {"/proc/self/ns/time", 0xeffffffa},
};

/* In another one of the first two, process 1 is not the host's or can't be inspected. */
#define HIDING_COUNT 2

static const char *find_foreign(size_t count)
{
	struct stat status;

	for (size_t i = 0; i < count; i++)
		if (stat(fixed[i].path, &status) == 0 && status.st_ino != fixed[i].inode)
			return strrchr(fixed[i].path, '/') + 1;
	return NULL;
}

const char *outside_namespace(void)
{
	return find_foreign(ARRAY_LENGTH(fixed));
}

/* The type of a namespace that process 1 is not in; NULL: none, or this process may not look. */
static const char *namespace_unlike_init(void)
{
	static const char *const types[] = {"mnt", "uts", "ipc", "net", "cgroup", "time"};
	struct stat own, init;
	char path[64];

	for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
		snprintf(path, sizeof(path), "/proc/self/ns/%s", types[i]);
		if (stat(path, &own))
			continue;
		snprintf(path, sizeof(path), "/proc/1/ns/%s", types[i]);
		if (stat(path, &init) == 0 && (own.st_ino != init.st_ino || own.st_dev != init.st_dev))
			return types[i];
	}
	return NULL;
}

int outside_check_host(struct failure *failure)
{
	const char *container = find_foreign(HIDING_COUNT);
	const char *type = container ? NULL : namespace_unlike_init();

	if (container)
		return failure_set(failure, -EPERM,
				   "running in a container (not in the init %s namespace); run this on the host",
				   container);
	if (type)
		return failure_set(failure, -EPERM,
				   "not in the host's %s namespace; run: systemd-run --pipe --wait gatekeeper ...",
				   type);
	return 0;
}

/* In a chroot, or in a container that shares all of the namespaces above. Only root can see that. */
static bool is_other_root(void)
{
	struct stat own, init;

	if (stat("/", &own) || stat("/proc/1/root", &init))
		return false;
	return own.st_dev != init.st_dev || own.st_ino != init.st_ino;
}

int outside_check_boots(struct failure *failure)
{
	const char *foreign = outside_namespace();

	if (foreign)
		return failure_set(failure, -EPERM,
				   "running in a container (not in the init %s namespace); run this on the host",
				   foreign);
	if (is_other_root())
		return failure_set(failure, -EPERM,
				   "running in a chroot or a container (the root directory is not that of process 1); "
				   "run this on the host");
	return 0;
}
