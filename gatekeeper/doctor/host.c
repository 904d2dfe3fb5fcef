// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Checks of who runs the gatekeeper and of what is mounted: see doctor.h. */
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

#include "gatekeeper/doctor/finding.h"
#include "gatekeeper/enforce/find-init-task.h"
#include "gatekeeper/host/outside.h"

#define CGROUP2 "/sys/fs/cgroup" /* where the guard is attached */
#include "gatekeeper/enforce/pins.h"

static const struct {
	unsigned int number;
	const char *name;
} needed[] = {{CAP_SYS_ADMIN, "CAP_SYS_ADMIN"}, {CAP_BPF, "CAP_BPF"}, {CAP_PERFMON, "CAP_PERFMON"}};

struct doctor_finding doctor_root(void)
{
	static const char remedy[] = "run it as root on the host";

	if (geteuid() != 0)
		return doctor_found(DOCTOR_FAILED, remedy, "runs as user %u", geteuid());
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!capng_have_capability(CAPNG_EFFECTIVE, needed[i].number))
			return doctor_found(DOCTOR_FAILED, remedy, "does not have %s", needed[i].name);
	return doctor_found(DOCTOR_OK, NULL, "runs as root with CAP_SYS_ADMIN, CAP_BPF and CAP_PERFMON");
}

struct doctor_finding doctor_namespaces(void)
{
	static const char remedy[] = "run it on the host, not in a container";
	const char *foreign = outside_namespace();
	struct gk_init_task host;
	struct failure failure;

	if (foreign)
		return doctor_found(DOCTOR_FAILED, remedy, "not in the init %s namespace", foreign);
	if (host_find(&host, &failure) < 0)
		return doctor_found(DOCTOR_UNKNOWN, "mend what failed above or below, or run it on the host", "%.200s",
				    failure.text);
	return doctor_found(DOCTOR_OK, NULL, "in all eight init namespaces");
}

struct doctor_finding doctor_bpffs(void)
{
	struct statfs status;

	if (statfs(PINS_BPFFS, &status) == 0 && (unsigned int)status.f_type == BPF_FS_MAGIC)
		return doctor_found(DOCTOR_OK, NULL, "mounted on %s", PINS_BPFFS);
	return doctor_found(DOCTOR_FAILED, "mount -t bpf bpf " PINS_BPFFS, "the BPF file system is not mounted on %s",
			    PINS_BPFFS);
}

/* Where the unified hierarchy is mounted instead; NULL: nowhere. */
static const char *other_cgroup2(char *ret_place, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *mount;
	bool found = false;

	while (mounts && !found && (mount = getmntent(mounts))) {
		found = strcmp(mount->mnt_type, "cgroup2") == 0;
		snprintf(ret_place, size, "%s", mount->mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
	return found ? ret_place : NULL;
}

struct doctor_finding doctor_cgroup2(void)
{
	struct statfs status;
	char place[128];

	if (statfs(CGROUP2, &status) == 0 && (unsigned int)status.f_type == CGROUP2_SUPER_MAGIC)
		return doctor_found(DOCTOR_OK, NULL, "mounted on %s", CGROUP2);
	if (other_cgroup2(place, sizeof(place)))
		return doctor_found(DOCTOR_FAILED, "boot with systemd.unified_cgroup_hierarchy=1",
				    "mounted on %s, and not on %s", place, CGROUP2);
	return doctor_found(DOCTOR_FAILED, "mount -t cgroup2 cgroup2 " CGROUP2, "not mounted");
}
