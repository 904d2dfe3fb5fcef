// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "bpf-lsm/contract/file-number.h"
#include "policy/base/cleanup.h"

/* From <linux/stat.h>, which does not go together with <sys/stat.h>. */
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000U
#endif

#define DEVICE(major, minor) ((uint64_t)(major) << 20 | (minor))

/* Finds the line of a mount, "ID PARENT MAJOR:MINOR ...". */
static int device_of_mount(uint64_t mount, uint64_t *ret_device)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	unsigned int major, minor;
	char *line = NULL;
	size_t size = 0;
	uint64_t id;
	int r = -ENOENT;

	if (!file)
		return -errno;
	while (r < 0 && getline(&line, &size, file) > 0) {
		if (sscanf(line, "%" SCNu64 " %*u %u:%u", &id, &major, &minor) != 3 || id != mount)
			continue;
		*ret_device = DEVICE(major, minor);
		r = 0;
	}
	free(line);
	fclose(file);
	return r;
}

/*
 * The device that the kernel has for the file system of a file. stat() has another one where a file system is several
 * (subvolumes of btrfs); mountinfo has the kernel's.
 */
static uint64_t kernel_device(struct host_context *context, const struct statx *status)
{
	struct host_context looked_up = {.mount = status->stx_mnt_id};

	if (!(status->stx_mask & STATX_MNT_ID))
		return DEVICE(status->stx_dev_major, status->stx_dev_minor);
	if (context && context->mount == status->stx_mnt_id)
		return context->device;
	if (device_of_mount(status->stx_mnt_id, &looked_up.device) < 0)
		return DEVICE(status->stx_dev_major, status->stx_dev_minor);
	if (context)
		*context = looked_up;
	return looked_up.device;
}

/* See contract/file-number.h. */
static int read_subvolume(const char *path, uint64_t *ret_subvolume)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct btrfs_ioctl_ino_lookup_args lookup = {.objectid = BTRFS_FIRST_FREE_OBJECTID};

	if (fd < 0 || ioctl(fd, BTRFS_IOC_INO_LOOKUP, &lookup) < 0)
		return -errno;
	*ret_subvolume = lookup.treeid;
	return 0;
}

/* As number_of_file() in bpf-lsm/caller/copy.bpf.h has it. */
static int kernel_number(const char *path, uint64_t inode, uint64_t *ret_number)
{
	struct statfs file_system;
	uint64_t subvolume;
	int r;

	*ret_number = inode;
	if (statfs(path, &file_system) < 0)
		return -errno;
	if (file_system.f_type == BCACHEFS_SUPER_MAGIC)
		return -EOPNOTSUPP;
	if (file_system.f_type != BTRFS_SUPER_MAGIC)
		return 0;
	r = read_subvolume(path, &subvolume);
	if (r < 0)
		return r;
	*ret_number = gk_number_in_subvolume(inode, subvolume);
	return gk_is_subvolume_known(*ret_number) ? 0 : -EOVERFLOW;
}

int resolve_host_executable(void *context, const char *path, struct executable_id *ret_id)
{
	struct statx status;

	if (statx(AT_FDCWD, path, 0, STATX_TYPE | STATX_INO | STATX_MNT_ID, &status) < 0)
		return -errno;
	if (S_ISDIR(status.stx_mode))
		return -EISDIR;
	ret_id->device = kernel_device(context, &status);
	return kernel_number(path, status.stx_ino, &ret_id->inode);
}

int resolve_host_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	char full[4096 + sizeof(CGROUP_ROOT)];
	struct statfs file_system;
	struct stat status;

	(void)context;
	if ((size_t)snprintf(full, sizeof(full), CGROUP_ROOT "%s", path) >= sizeof(full))
		return -ENAMETOOLONG;
	if (statfs(full, &file_system) < 0 || stat(full, &status) < 0)
		return -errno;
	if (file_system.f_type != CGROUP2_SUPER_MAGIC || !S_ISDIR(status.st_mode))
		return -ENOENT;
	*ret_id = status.st_ino;
	return 0;
}

/* FNV-1a, 64 bits: never zero for a path in practice, and two paths of a policy never collide. */
static uint64_t hash_of(const char *path)
{
	uint64_t hash = 0xcbf29ce484222325ULL;

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * 0x100000001b3ULL;
	return hash;
}

static int executable_by_name(void *context, const char *path, struct executable_id *ret_id)
{
	(void)context;
	ret_id->inode = hash_of(path);
	ret_id->device = 0;
	return 0;
}

static int cgroup_by_name(void *context, const char *path, uint64_t *ret_id)
{
	(void)context;
	*ret_id = hash_of(path);
	return 0;
}

const struct resolver resolver_by_name = {.executable = executable_by_name, .cgroup = cgroup_by_name};

static int executable_described(void *context, const char *path, struct executable_id *ret_id)
{
	if (resolve_host_executable(NULL, path, ret_id) == 0)
		return 0;
	return executable_by_name(context, path, ret_id);
}

const struct resolver resolver_described = {.executable = executable_described, .cgroup = cgroup_by_name};
