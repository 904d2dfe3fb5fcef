// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/pins.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#define STAGED PINS_BPFFS "/gatekeeper-staged"
#define RETIRED PINS_BPFFS "/gatekeeper-retired"
#define PROGRAM "_program"
#define UNLOADED "/run/gatekeeper.unloaded"

int pins_open(const char *name)
{
	char path[PINS_PATH_SIZE];
	int fd;

	snprintf(path, sizeof(path), PINS_DIRECTORY "/%s", name);
	fd = bpf_obj_get(path);
	return fd < 0 ? -errno : fd;
}

int pins_open_to_read(const char *name)
{
	LIBBPF_OPTS(bpf_obj_get_opts, options, .file_flags = BPF_F_RDONLY);
	char path[PINS_PATH_SIZE];
	int fd;

	snprintf(path, sizeof(path), PINS_DIRECTORY "/%s", name);
	fd = bpf_obj_get_opts(path, &options);
	return fd < 0 ? -errno : fd;
}

bool pins_has(const char *name)
{
	char path[PINS_PATH_SIZE];

	snprintf(path, sizeof(path), PINS_DIRECTORY "/%s", name);
	return access(path, F_OK) == 0;
}

/* Removes all pins in a directory that can be removed. Returns 0, or the last error. */
static int remove_pins_in(DIR *directory)
{
	int error = 0;

	for (;;) {
		struct dirent *entry = readdir(directory);

		if (!entry)
			return error;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(directory), entry->d_name, 0))
			error = -errno;
	}
}

/* Removes a directory of pins. Returns 0 also if there is none. */
static int remove_directory(const char *path)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	int error;

	if (!directory)
		return errno == ENOENT ? 0 : -errno;
	error = remove_pins_in(directory);
	if (error)
		return error;
	return rmdir(path) ? -errno : 0;
}

/* Everybody can write to the root of bpffs: we neither use nor trust what somebody else put there under our names. */
static int check_owner(const char *path, struct failure *failure)
{
	struct stat status;

	if (lstat(path, &status))
		return errno == ENOENT ? 0 : failure_set(failure, -errno, "cannot stat %s: %s", path, strerror(errno));
	if (!S_ISDIR(status.st_mode) || status.st_uid != 0 || status.st_mode & (S_IWGRP | S_IWOTH))
		return failure_set(failure, -EPERM, "%s: not a directory that only root can write to; remove it first",
				   path);
	return 0;
}

/* Is it the directory itself, or one above? */
static bool leads_to_bpffs(const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(PINS_BPFFS, directory, length) == 0 && (PINS_BPFFS[length] == '\0' || PINS_BPFFS[length] == '/');
}

bool pins_find_hiding_mount(FILE *mounts, char *ret_point, size_t size)
{
	bool is_mounted = false, is_hidden = false;

	for (const struct mntent *mount = getmntent(mounts); mount; mount = getmntent(mounts)) {
		if (is_mounted && leads_to_bpffs(mount->mnt_dir)) {
			snprintf(ret_point, size, "%s", mount->mnt_dir);
			is_hidden = true;
		}
		is_mounted =
			is_mounted || (strcmp(mount->mnt_type, "bpf") == 0 && strcmp(mount->mnt_dir, PINS_BPFFS) == 0);
	}
	return is_hidden;
}

bool pins_have_mount_above(char *ret_point, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	bool is_hidden = mounts && pins_find_hiding_mount(mounts, ret_point, size);

	if (mounts)
		endmntent(mounts);
	return is_hidden;
}

bool pins_are_hidden(char *ret_point, size_t size)
{
	return !pins_has("gk_build") && pins_have_mount_above(ret_point, size);
}

static int check_bpffs(struct failure *failure)
{
	struct statfs status;
	char point[PINS_POINT_SIZE];

	if (statfs(PINS_BPFFS, &status) == 0 && status.f_type == BPF_FS_MAGIC)
		return 0;
	if (pins_are_hidden(point, sizeof(point)))
		return failure_set(failure, -ENODEV, "%s: a mount on %s hides the BPF file system; umount %s",
				   PINS_BPFFS, point, point);
	return failure_set(failure, -ENODEV, "%s: not a BPF file system; mount -t bpf bpf %s", PINS_BPFFS, PINS_BPFFS);
}

void pins_program_name(const char *program, char *ret_name)
{
	snprintf(ret_name, PINS_PATH_SIZE, "%s" PROGRAM, program);
}

bool pins_is_program(const char *name)
{
	const char *end = strrchr(name, '_');

	return end && strcmp(end, PROGRAM) == 0;
}

enum pin_kind pins_kind(int fd)
{
	char path[64], target[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, target, sizeof(target) - 1);
	target[length < 0 ? 0 : length] = '\0';
	if (strcmp(target, "anon_inode:bpf-prog") == 0)
		return PIN_PROGRAM;
	if (strcmp(target, "anon_inode:bpf-link") == 0 || strcmp(target, "anon_inode:bpf_link") == 0)
		return PIN_LINK;
	return strcmp(target, "anon_inode:bpf-map") == 0 ? PIN_MAP : PIN_ELSE;
}

int pins_stage(struct failure *failure)
{
	int error = check_bpffs(failure);

	if (error)
		return error;
	error = check_owner(PINS_DIRECTORY, failure);
	if (error)
		return error;
	error = check_owner(STAGED, failure);
	if (error)
		return error;
	error = remove_directory(STAGED);
	if (error)
		return failure_set(failure, error, "cannot remove %s: %s", STAGED, strerror(-error));
	if (mkdir(STAGED, 0700))
		return failure_set(failure, -errno, "cannot create %s: %s", STAGED, strerror(errno));
	return 0;
}

void pins_stage_path(const char *name, char *ret_path, size_t size)
{
	snprintf(ret_path, size, STAGED "/%s", name);
}

/* bpffs cannot exchange two names. If we are killed between the two renames, both sets of programs stay attached. */
static int exchange(void)
{
	int error = remove_directory(RETIRED);

	if (error)
		return error;
	if (rename(PINS_DIRECTORY, RETIRED) && errno != ENOENT)
		return -errno;
	if (rename(STAGED, PINS_DIRECTORY))
		return -errno;
	return remove_directory(RETIRED);
}

int pins_commit(struct failure *failure)
{
	int error = exchange();

	if (error)
		return failure_set(failure, error, "cannot replace %s: %s", PINS_DIRECTORY, strerror(-error));
	return 0;
}

int pins_remove(struct failure *failure)
{
	static const char *const paths[] = {PINS_DIRECTORY, STAGED, RETIRED};
	bool any = false;

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		bool there = access(paths[i], F_OK) == 0;
		int error = remove_directory(paths[i]);

		if (error)
			return failure_set(failure, error, "cannot remove %s: %s", paths[i], strerror(-error));
		any = any || there;
	}
	return any ? 0 : failure_set(failure, -ENOENT, "nothing is loaded");
}

int pins_remove_staged(void)
{
	return remove_directory(STAGED);
}

int pins_make(struct failure *failure)
{
	int error = check_bpffs(failure);

	if (error)
		return error;
	if (mkdir(PINS_DIRECTORY, 0700) && errno != EEXIST)
		return failure_set(failure, -errno, "cannot create %s: %s", PINS_DIRECTORY, strerror(errno));
	return check_owner(PINS_DIRECTORY, failure);
}

void pins_set_unloaded(bool unloaded)
{
	_cleanup_close_ int fd = unloaded ? open(UNLOADED, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;

	if (!unloaded)
		unlink(UNLOADED);
}

bool pins_were_unloaded(void)
{
	return access(UNLOADED, F_OK) == 0;
}
