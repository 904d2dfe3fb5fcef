// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/root.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void boot_host_of_system(struct boot_host *ret_host)
{
	struct timespec up = {};

	clock_gettime(CLOCK_BOOTTIME, &up);
	ret_host->root = "";
	ret_host->booted = time(NULL) - up.tv_sec;
	lsm_sources_of_host(&ret_host->sources);
}

void boot_path(const struct boot_host *host, const char *name, char ret_path[PATH_MAX])
{
	snprintf(ret_path, PATH_MAX, "%s%s", host->root, name);
}

bool boot_has(const struct boot_host *host, const char *name)
{
	char path[PATH_MAX];

	boot_path(host, name, path);
	return access(path, F_OK) == 0;
}

bool boot_has_program(const struct boot_host *host, const char *name)
{
	char path[PATH_MAX];
	struct stat status;

	boot_path(host, name, path);
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_mode & S_IXUSR;
}
