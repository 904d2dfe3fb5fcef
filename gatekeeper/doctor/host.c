// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Checks of the rights and namespaces of this process, and of what is mounted. */
#include <errno.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/magic.h>

#include <cap-ng.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/enforce/find-init-task.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/host/outside.h"

#define CGROUP2 "/sys/fs/cgroup" /* where the guard is attached */

static const struct {
	unsigned int number;
	const char *name;
} needed[] = {{CAP_SYS_ADMIN, "CAP_SYS_ADMIN"}, {CAP_BPF, "CAP_BPF"}, {CAP_PERFMON, "CAP_PERFMON"}};

struct doctor_finding doctor_root(void)
{
	static const char remedy[] = "run as root on the host";

	if (geteuid() != 0)
		return doctor_found(DOCTOR_FAILED, remedy, "runs as user %u", geteuid());
	for (size_t i = 0; i < ARRAY_LENGTH(needed); i++)
		if (!capng_have_capability(CAPNG_EFFECTIVE, needed[i].number))
			return doctor_found(DOCTOR_FAILED, remedy, "does not have %s", needed[i].name);
	return doctor_found(DOCTOR_OK, NULL, "runs as root with CAP_SYS_ADMIN, CAP_BPF and CAP_PERFMON");
}

struct doctor_finding doctor_namespaces(void)
{
	struct gk_init_task host;
	struct failure failure;

	if (outside_check_host(&failure))
		return doctor_found(DOCTOR_FAILED, "run on the host: systemd-run --pipe --wait gatekeeper doctor",
				    "%.200s", failure.text);
	if (host_find(&host, &failure) < 0)
		return doctor_found(DOCTOR_UNKNOWN, "fix the other failed checks, or run on the host", "%.200s",
				    failure.text);
	return doctor_found(DOCTOR_OK, NULL, "in all eight init namespaces");
}

struct doctor_finding doctor_bpffs(void)
{
	struct statfs status;
	char point[PINS_POINT_SIZE], remedy[sizeof("umount ") + PINS_POINT_SIZE];

	if (statfs(PINS_BPFFS, &status) == 0 && (unsigned int)status.f_type == BPF_FS_MAGIC)
		return doctor_found(DOCTOR_OK, NULL, "mounted on %s", PINS_BPFFS);
	if (pins_are_hidden(point, sizeof(point))) {
		snprintf(remedy, sizeof(remedy), "umount %s", point);
		return doctor_found(DOCTOR_FAILED, remedy, "a mount on %s hides the BPF file system", point);
	}
	return doctor_found(DOCTOR_FAILED, "mount -t bpf bpf " PINS_BPFFS, "the BPF file system is not mounted on %s",
			    PINS_BPFFS);
}

static void close_mounts(FILE **mounts)
{
	if (*mounts)
		endmntent(*mounts);
}

/* Finds where the unified hierarchy is mounted instead. */
static bool find_other_cgroup2(char *ret_path, size_t size)
{
	_cleanup_(close_mounts) FILE *mounts = setmntent("/proc/self/mounts", "re");

	if (!mounts)
		return false;
	for (const struct mntent *mount = getmntent(mounts); mount; mount = getmntent(mounts)) {
		if (strcmp(mount->mnt_type, "cgroup2") != 0)
			continue;
		snprintf(ret_path, size, "%s", mount->mnt_dir);
		return true;
	}
	return false;
}

struct doctor_finding doctor_cgroup2(void)
{
	struct statfs status;
	char path[128];

	if (statfs(CGROUP2, &status) == 0 && (unsigned int)status.f_type == CGROUP2_SUPER_MAGIC)
		return doctor_found(DOCTOR_OK, NULL, "mounted on %s", CGROUP2);
	if (find_other_cgroup2(path, sizeof(path)))
		return doctor_found(DOCTOR_FAILED, "boot with systemd.unified_cgroup_hierarchy=1",
				    "mounted on %s instead of %s", path, CGROUP2);
	return doctor_found(DOCTOR_FAILED, "mount -t cgroup2 cgroup2 " CGROUP2, "not mounted");
}
