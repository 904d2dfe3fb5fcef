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

#include "doctor.h"
#include "host.h"
#include "place.h"
#include "pins.h"

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
	const char *foreign = place_foreign_namespace();
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

struct doctor_finding doctor_cgroup2(void)
{
	char place[128] = "";
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *mount;

	while (mounts && !place[0] && (mount = getmntent(mounts)))
		if (strcmp(mount->mnt_type, "cgroup2") == 0)
			snprintf(place, sizeof(place), "%s", mount->mnt_dir);
	if (mounts)
		endmntent(mounts);
	if (!place[0])
		return doctor_found(DOCTOR_FAILED, "mount -t cgroup2 cgroup2 /sys/fs/cgroup", "cgroup2 is not mounted");
	return doctor_found(DOCTOR_OK, NULL, "mounted on %s", place);
}
