// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/who-edits.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "policy/base/cleanup.h"

/* The user who logged in, else the one that the process runs as. */
static unsigned int find_user(unsigned int pid)
{
	char path[64];
	struct stat status;
	_cleanup_fclose_ FILE *file = NULL;
	unsigned int uid;

	snprintf(path, sizeof(path), "/proc/%u/loginuid", pid);
	file = fopen(path, "re");
	if (file && fscanf(file, "%u", &uid) == 1 && uid != (unsigned int)-1)
		return uid;
	snprintf(path, sizeof(path), "/proc/%u", pid);
	return stat(path, &status) ? (unsigned int)-1 : status.st_uid;
}

static void describe(unsigned int pid, char ret_who[WHO_EDITS_SIZE])
{
	unsigned int uid = find_user(pid);
	const struct passwd *user = getpwuid(uid);

	if (user)
		snprintf(ret_who, WHO_EDITS_SIZE, "%.64s (process %u)", user->pw_name, pid);
	else
		snprintf(ret_who, WHO_EDITS_SIZE, "user %u (process %u)", uid, pid);
}

/* A line is "1: FLOCK  ADVISORY  WRITE 123 08:01:4711 0 EOF". */
void who_edits(int fd, char ret_who[WHO_EDITS_SIZE])
{
	_cleanup_fclose_ FILE *locks = fopen("/proc/locks", "re");
	unsigned int pid, device_major, device_minor;
	unsigned long long inode;
	struct stat status;
	char line[256];

	snprintf(ret_who, WHO_EDITS_SIZE, "somebody");
	if (!locks || fstat(fd, &status))
		return;
	while (fgets(line, sizeof(line), locks)) {
		const char *lock = strstr(line, "FLOCK");

		if (!lock ||
		    sscanf(lock, "FLOCK %*s %*s %u %x:%x:%llu", &pid, &device_major, &device_minor, &inode) != 4)
			continue;
		if (inode == status.st_ino && makedev(device_major, device_minor) == status.st_dev)
			describe(pid, ret_who);
	}
}
