// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/outside.h"

#include <errno.h>
#include <stdbool.h>
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
	{"/proc/self/ns/ipc", 0xefffffff}, {"/proc/self/ns/uts", 0xeffffffe},    {"/proc/self/ns/user", 0xeffffffd},
	{"/proc/self/ns/pid", 0xeffffffc}, {"/proc/self/ns/cgroup", 0xeffffffb}, {"/proc/self/ns/time", 0xeffffffa},
};

const char *outside_namespace(void)
{
	struct stat status;

	for (size_t i = 0; i < ARRAY_LENGTH(fixed); i++)
		if (stat(fixed[i].path, &status) == 0 && status.st_ino != fixed[i].inode)
			return strrchr(fixed[i].path, '/') + 1;
	return NULL;
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
